using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Recurrent;

public sealed class RecurrentTests
{
    public static TheoryData<string> Kinds => new("lstm", "gru", "tanh", "relu");

    /// <summary>Tails of every width, and directions, initial states, biases and counts in turn.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void EqualsReferenceForEveryNumberOfUnits(string kind)
    {
        foreach (int hidden in Enumerable.Range(1, 20).Concat([31, 32, 33, 47, 49, 64, 70]))
        {
            int directions = (hidden % 2) + 1, states = (hidden % 3) + directions;
            Compare(kind, new RecurrentShape(hidden, (hidden % 4) + 1, directions, hidden % directions == 0 ? 0 : 1, states, hidden % states), hidden > 40 ? 1 : 2);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EqualsReferenceInBothDirections(string kind)
    {
        for (int direction = 0; direction < 2; direction++)
        {
            Compare(kind, new RecurrentShape(18, 5, 2, direction, 4, 2 + direction), 3);
        }
    }

    /// <summary>The second direction begins where each sample ends; beyond stand zeros.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void EqualsReferenceWhereNotAllStepsCount(string kind)
    {
        for (int direction = 0; direction < 2; direction++)
        {
            Compare(kind, new RecurrentShape(18, 5, 2, direction, 4, 2 + direction), 4, differences: true, 3, 1, 5, 2);
            Compare(kind, new RecurrentShape(7, 6, direction + 1, direction), 3, differences: true, 2, 4, 4);
        }
    }

    /// <summary>More samples than a block holds, long sequences, weights beyond a cache: forward alone, since differences take long.</summary>
    [Theory]
    [InlineData("lstm", 512, 3, 67)]
    [InlineData("gru", 600, 2, 40)]
    [InlineData("tanh", 1024, 3, 31)]
    [InlineData("lstm", 8, 300, 2)]
    public void EqualsReferenceForLargerLayers(string kind, int hidden, int steps, int count) => Compare(kind, new RecurrentShape(hidden, steps), count, differences: false);

    [Fact]
    public void KeepsTheLastStates()
    {
        float[] output = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], cells = [.. output.Select(value => -value)];
        float[] state = new float[8], cell = new float[12];
        CarriedState.Keep(2, output, state, new RecurrentShape(2, 3, States: 2, State: 1));
        Assert.Equal([0, 0, 5, 6, 0, 0, 11, 12], state);
        CarriedState.Keep(2, output, state, new RecurrentShape(2, 3, States: 2, State: 1), [2, 1]);
        Assert.Equal([0, 0, 3, 4, 0, 0, 7, 8], state);
        CarriedState.Keep(1, output, cells, state, cell, new RecurrentShape(2, 3, States: 2, State: 0));
        Assert.Equal([5, 6, 3, 4, 0, 0, 7, 8], state);
        Assert.Equal([-5, -6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], cell);
    }

    [Fact]
    public void BitsOfASampleDoNotDependOnTheOthers()
    {
        RecurrentShape shape = new(600, 4);
        Random random = new(5);
        float[] gates = Check.Random(random, 9 * 4 * 2400), weight = Check.Random(random, new DenseShape(600, 2400).WeightLength);
        float[] all = new float[9 * 4 * 600], one = new float[4 * 600], work = new float[9 * 6 * 600];
        float[] copy = [.. gates];
        Check.Team(1, part => Lstm.Forward(part, 9, copy, weight, default, default, default, all, default, work, shape));
        for (int n = 0; n < 9; n++)
        {
            float[] sample = gates[(n * 4 * 2400)..((n + 1) * 4 * 2400)];
            Check.Team(1, part => Lstm.Forward(part, 1, sample, weight, default, default, default, one, default, work, shape));
            Check.SameBits(all.AsSpan(n * 4 * 600, 4 * 600), one, $"sample {n}");
        }
    }

    private static void Compare(string kind, RecurrentShape shape, int count, bool differences = true, params float[] lengths)
    {
        string what = $"{kind} {shape}, {count} samples" + (lengths.Length > 0 ? " of " + string.Join(", ", lengths) : "");
        Random random = new(11);
        int hidden = shape.Hidden, rows = RecurrentReference.GatesOf(kind) * hidden, all = count * shape.Steps;
        bool hasState = shape.States > 1, hasCell = kind == "lstm" && shape.States > 2, hasBias = hidden % 3 != 1;
        float[] gates = Check.Random(random, all * rows), weight = Scaled(Check.Random(random, rows * hidden), 1 / MathF.Sqrt(hidden)), bias = hasBias ? Check.Random(random, rows) : [];
        float[] state = hasState ? Check.Random(random, count * shape.States * hidden) : [], cell = hasCell ? Check.Random(random, count * shape.States * hidden) : [];
        float[] dOutput = Check.Random(random, all * hidden);
        var reference = new RecurrentReference(kind, shape, count, Kernel.Double(weight), hasBias ? Kernel.Double(bias) : null, lengths);
        double[] exactGates = Kernel.Double(gates), exactState = Kernel.Double(state), exactCell = Kernel.Double(cell);
        (double[] expected, double[] before) = reference.Run(exactGates, null, exactState, exactCell);

        DenseShape dense = new(hidden, rows);
        float[] packed = new float[dense.WeightLength], transposed = new float[dense.TransposedLength];
        for (int row = 0; row < rows; row++)
        for (int k = 0; k < hidden; k++)
        {
            int panel = rows <= 16 ? 16 : 32;
            packed[((((row / panel) * hidden) + k) * panel) + (row % panel)] = weight[(row * hidden) + k];
        }

        Check.Team(1, part => Kernels.Dense.Transpose(part, packed, transposed, dense));
        int kept = kind switch { "lstm" => hidden, "gru" => 3 * hidden, _ => 0 };
        float[] wide = new float[all * shape.Directions * hidden];
        for (int i = 0; i < dOutput.Length; i++)
        {
            wide[(((i / hidden * shape.Directions) + shape.Direction) * hidden) + (i % hidden)] = dOutput[i];
        }

        using GuardedMemory w = new(packed), t = new(transposed), b = new(bias), h = new(state), c = new(cell), dy = new(wide);
        float[]? bitsOut = null, bitsGates = null, bitsKept = null;
        foreach (int split in Check.Splits)
        {
            using GuardedMemory g = new(gates), y = new(new float[wide.Length]), store = new(all * kept), work = new(count * (rows + (2 * hidden))), plain = new(gates), alone = new(new float[wide.Length]);
            using GuardedMemory previous = new(all * hidden), dh = new(state.Length), dc = new(cell.Length);
            Check.Team(split, part => Forward(kind, part, count, plain, w, b, h, c, alone, null, work, shape, lengths));
            Check.Team(split, part => Forward(kind, part, count, g, w, b, h, c, y, store, work, shape, lengths));
            Check.SameBits(alone.Span, y.Span, what + " prediction");
            float[] output = Own(y.Span, shape);
            Kernel.Close(expected, output, 2e-5, what + " forward");
            Check.SameBits(bitsOut ??= output, output, what);
            if (!differences)
            {
                continue;
            }

            Check.Team(split, part => Backward(kind, part, count, g, t, h, c, y, store, dy, previous, dh, dc, work, shape, lengths));
            Kernel.Close(before, previous.Span, 2e-5, what + " states before");
            Check.SameBits(bitsGates ??= g.Span.ToArray(), g.Span, what + " gradient of the gates");
            Check.SameBits(bitsKept ??= store.Span.ToArray(), store.Span, what + " what is kept");
            if (split > 1)
            {
                continue;
            }

            double Loss(double[] x, double[]? offsets, double[] s, double[] z) => Kernel.Dot(dOutput, reference.Run(x, offsets, s, z).Output);
            Kernel.Close(Kernel.Gradient(exactGates, x => Loss(x, null, exactState, exactCell)), g.Span, 1e-4, what + " gradient of the gates");
            Kernel.Close(Of(Kernel.Gradient(exactState, x => Loss(exactGates, null, x, exactCell)), shape), Of(dh.Span.ToArray(), shape), 1e-4, what + " gradient of the state");
            Kernel.Close(Of(Kernel.Gradient(exactCell, x => Loss(exactGates, null, exactState, x)), shape), Of(dc.Span.ToArray(), shape), 1e-4, what + " gradient of the cell");
            if (kind == "gru")
            {
                Kernel.Close(Kernel.Gradient(new double[all * rows], x => Loss(exactGates, x, exactState, exactCell)), store.Span, 1e-4, what + " gradient of the product");
            }
        }
    }

    private static void Forward(string kind, in Part part, int count, GuardedMemory gates, GuardedMemory weight, GuardedMemory bias, GuardedMemory state, GuardedMemory cell, GuardedMemory output, GuardedMemory? kept, GuardedMemory work, in RecurrentShape shape, float[] lengths)
    {
        Span<float> store = kept is null ? default : kept.Span;
        switch (kind)
        {
            case "lstm": Lstm.Forward(part, count, gates.Span, weight.Span, bias.Span, state.Span, cell.Span, output.Span, store, work.Span, shape, lengths); break;
            case "gru": Gru.Forward(part, count, gates.Span, weight.Span, bias.Span, state.Span, output.Span, store, work.Span, shape, lengths); break;
            default: Rnn.Forward(part, count, gates.Span, weight.Span, bias.Span, state.Span, output.Span, work.Span, shape, lengths, kind == "relu"); break;
        }
    }

    private static void Backward(string kind, in Part part, int count, GuardedMemory gates, GuardedMemory transposed, GuardedMemory state, GuardedMemory cell, GuardedMemory output, GuardedMemory kept, GuardedMemory dOutput, GuardedMemory previous, GuardedMemory dState, GuardedMemory dCell, GuardedMemory work, in RecurrentShape shape, float[] lengths)
    {
        switch (kind)
        {
            case "lstm": Lstm.Backward(part, count, gates.Span, transposed.Span, state.Span, cell.Span, output.Span, kept.Span, dOutput.Span, previous.Span, dState.Span, dCell.Span, work.Span, shape, lengths); break;
            case "gru": Gru.Backward(part, count, gates.Span, transposed.Span, state.Span, output.Span, kept.Span, dOutput.Span, previous.Span, dState.Span, work.Span, shape, lengths); break;
            default: Rnn.Backward(part, count, gates.Span, transposed.Span, state.Span, output.Span, dOutput.Span, previous.Span, dState.Span, work.Span, shape, lengths, kind == "relu"); break;
        }
    }

    /// <summary>This direction's part of the output.</summary>
    private static float[] Own(ReadOnlySpan<float> output, RecurrentShape shape)
    {
        float[] own = new float[output.Length / shape.Directions];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = output[(((i / shape.Hidden * shape.Directions) + shape.Direction) * shape.Hidden) + (i % shape.Hidden)];
        }

        return own;
    }

    /// <summary>This layer's vectors of initial states.</summary>
    private static T[] Of<T>(T[] states, RecurrentShape shape) =>
        [.. states.Where((_, i) => i / shape.Hidden % shape.States == shape.State)];

    private static float[] Scaled(float[] values, float factor) => Array.ConvertAll(values, value => value * factor);
}
