using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>What the network costs up to each of its lines; at the last, all of it.</summary>
internal sealed class RunningTotals
{
    private readonly NetworkPlan _plan;
    private readonly Dictionary<LayerNode, int> _positions;

    public RunningTotals(NetworkPlan plan)
    {
        _plan = plan;
        Nodes = [.. plan.Graph.Nodes];
        _positions = Enumerable.Range(0, Nodes.Count).ToDictionary(position => Nodes[position], position => position);
    }

    /// <summary>In source order; layers that the compiler put in stand where they run.</summary>
    public IReadOnlyList<LayerNode> Nodes { get; }

    public long[] Parameters() => Summed(_plan.Graph.Layers.Select(node => (node, node.Parameters.Where(parameter => parameter.IsLearnt).Sum(parameter => parameter.Count))));

    public long[] Flops() => Summed(_plan.Graph.Layers.Select(node => (node, node.Kind.Flops(node))));

    /// <summary>Parameters, forms derived from them, and the arena for a block of samples with the scratch memory of kernels.</summary>
    public long[] PredictionBytes()
    {
        Program program = _plan.Prediction;
        IEnumerable<(LayerNode, long)> prepared = program.Prepare
            .SelectMany(statement => statement.Operands.OfType<PreparedOperand>().Select(operand => (statement.Node, operand)))
            .GroupBy(pair => pair.operand.Offset)
            .Select(group => (group.First().Node, (long)Buffer.AlignUp(group.First().operand.Length)));
        long scratch = Math.Max(program.ScratchLength, NetworkPlan.LeastScratch);
        return Bytes(Stored(trainable: false).Concat(prepared), Arena(program, Region.Sample), _plan.BlockSize, scratch);
    }

    /// <summary>Parameters, gradients, weights with inputs and outputs in each other's places, and the arena for a batch.</summary>
    public long[] TrainingBytes(long batch)
    {
        Program program = _plan.Training;
        IEnumerable<(LayerNode, long)> transposed = _plan.Parameters.Slots
            .Where(slot => slot.TransposedOffset >= 0)
            .Select(slot => (slot.Node, Buffer.AlignUp(slot.TransposedLength)));
        IEnumerable<(LayerNode, long)> stored = Stored(trainable: false).Concat(Stored(trainable: true)).Concat(transposed);
        long[] once = Arena(program, Region.Fixed), perSample = Arena(program, Region.Sample);
        return Bytes(stored, [.. once.Zip(perSample, (left, right) => left + (right * batch))], 1, 0);
    }

    private IEnumerable<(LayerNode, long)> Stored(bool trainable) => _plan.Parameters.Slots
        .Where(slot => slot.IsTrained || !trainable)
        .Select(slot => (slot.Node, Buffer.AlignUp(slot.Parameter.StoredLength)));

    private long[] Bytes(IEnumerable<(LayerNode, long)> lengths, long[] arena, long samples, long always) =>
        [.. Summed(lengths).Zip(arena, (length, place) => 4 * (length + (place * samples) + always))];

    private long[] Summed(IEnumerable<(LayerNode Node, long Amount)> amounts)
    {
        long[] totals = new long[Nodes.Count];
        foreach ((LayerNode node, long amount) in amounts)
        {
            totals[_positions[node]] += amount;
        }

        for (int i = 1; i < totals.Length; i++)
        {
            totals[i] += totals[i - 1];
        }

        return totals;
    }

    /// <summary>How far the buffers of the lines down to each one reach. A buffer belongs to the first line that touches it.</summary>
    private long[] Arena(Program program, Region region)
    {
        long[] ends = new long[Nodes.Count];
        foreach (Statement statement in program.Statements)
        {
            int position = _positions[statement.Node];
            foreach (BufferOperand operand in statement.Buffers.Where(operand => operand.Buffer.Region == region))
            {
                ends[position] = Math.Max(ends[position], (long)operand.Buffer.Offset + operand.Buffer.Stride);
            }
        }

        for (int i = 1; i < ends.Length; i++)
        {
            ends[i] = Math.Max(ends[i], ends[i - 1]);
        }

        return ends;
    }
}
