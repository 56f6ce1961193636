using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>The tensors of a network in one block: those that steps move first, the others behind them.</summary>
internal sealed class ParameterPlan
{
    private readonly Dictionary<(LayerNode Node, string Name), ParameterSlot> _slots = [];

    public ParameterPlan(NetworkGraph graph)
    {
        (LayerNode Node, Parameter Parameter)[] all = graph.Layers
            .SelectMany(node => node.Parameters.Select(parameter => (node, parameter)))
            .ToArray();

        long offset = 0;
        var offsets = new Dictionary<Parameter, long>(ReferenceComparer.Instance);
        foreach (bool isTrained in new[] { true, false })
        {
            foreach ((LayerNode node, Parameter parameter) in all.Where(pair => IsTrained(pair.Node, pair.Parameter) == isTrained))
            {
                offsets.Add(parameter, offset);
                offset += Buffer.AlignUp(parameter.StoredLength);
            }

            TrainableLength = isTrained ? offset : TrainableLength;
        }

        Length = offset;
        if (Length > Shape.MostValues)
        {
            Slots = [];
            return;
        }

        Slots = all
            .Select((pair, index) => new ParameterSlot(
                pair.Node, pair.Parameter, index, FileName(pair.Node, pair.Parameter), (int)offsets[pair.Parameter], IsTrained(pair.Node, pair.Parameter)))
            .ToArray();
        foreach (ParameterSlot slot in Slots)
        {
            _slots.Add((slot.Node, slot.Parameter.Name), slot);
        }
    }

    /// <summary>In the order of the layers.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>Floats of the block, padded lanes included.</summary>
    public long Length { get; }

    /// <summary>Floats that gradients and optimizers see.</summary>
    public long TrainableLength { get; }

    /// <summary>Parameters as people count them: what is learnt.</summary>
    public long Count => Slots.Where(slot => slot.Parameter.IsLearnt).Sum(slot => slot.Parameter.Count);

    /// <summary>What the kernels of prediction and training take as constants.</summary>
    public PlanConstants Constants { get; } = new();

    public ParameterSlot? Find(LayerNode node, string name)
    {
        LayerNode owner = node.Origin ?? node;
        return _slots.TryGetValue((owner, name), out ParameterSlot? slot) ? slot
            : owner.TiedTo is { } tied && name == "weight" ? Find(tied, name)
            : null;
    }

    /// <summary>As PyTorch would call it: <c>layer2.0.conv1.weight</c>.</summary>
    public static string FileName(LayerNode node, Parameter parameter) =>
        node.FilePrefix.Length == 0 ? parameter.Name : node.FilePrefix + "." + parameter.Name;

    private static bool IsTrained(LayerNode node, Parameter parameter) => parameter.IsLearnt && !node.IsFrozen;

    private sealed class ReferenceComparer : IEqualityComparer<Parameter>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(Parameter? x, Parameter? y) => ReferenceEquals(x, y);

        public int GetHashCode(Parameter parameter) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(parameter);
    }
}
