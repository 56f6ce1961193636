namespace Espalier;

/// <summary>
/// Where a tensor's values lie inside its network's block. The public order is PyTorch's, row-major; inside, weights
/// are panels of 16 or 32 outputs side by side, <c>[group][panel][k][output of the panel]</c>, the last panel of a
/// group filled up with zeros, so that a kernel reads the outputs of one k as whole vectors.
/// </summary>
public sealed class TensorLayout
{
    private readonly int _outputs;
    private readonly int _groups;
    private readonly int[] _dims;
    private readonly int[] _steps;
    private readonly int _inner;
    private readonly int _panel;

    private TensorLayout(int outputs, int groups, int[] dims, int[] steps, int panel)
    {
        _outputs = outputs;
        _groups = groups;
        _dims = dims;
        _steps = steps;
        _inner = Shapes.Length(dims);
        _panel = panel;
        Count = checked(outputs * _inner);
        int perGroup = outputs / groups;
        Length = panel == 0 ? outputs : checked(groups * ((perGroup + panel - 1) / panel) * panel * _inner);
    }

    /// <summary>The number of values that the tensor has.</summary>
    public int Count { get; }

    /// <summary>The number of floats that the tensor takes in its block, with what fills up the panels.</summary>
    public int Length { get; }

    /// <summary>Values one after the other: biases, norms, statistics.</summary>
    /// <param name="length">The number of values, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 1.</exception>
    public static TensorLayout Vector(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return new TensorLayout(length, 1, [], [], 0);
    }

    /// <summary>Numbers of an image, one a value: [channels, height, width] in public, inside the channels of a pixel side by side.</summary>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static TensorLayout ChannelsLast(int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new TensorLayout(1, 1, [channels, height, width], [1, checked(width * channels), channels], panel: 1);
    }

    /// <summary>Weights in panels.</summary>
    /// <param name="outputs">Units or filters, the first dimension of the public shape.</param>
    /// <param name="groups">Groups of a convolution; they divide <paramref name="outputs"/>.</param>
    /// <param name="dims">The other dimensions of the public shape, row-major.</param>
    /// <param name="steps">What one step along each of <paramref name="dims"/> adds to k, the row of the panel.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the steps do not map the dimensions one to one onto the rows.</exception>
    public static TensorLayout Panels(int outputs, int groups, int[] dims, int[] steps)
    {
        ArgumentNullException.ThrowIfNull(dims);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (outputs % groups != 0)
        {
            throw new ArgumentException($"groups is {groups}; it must divide the {outputs} outputs.", nameof(groups));
        }

        if (dims.Length != steps.Length || dims.Length == 0)
        {
            throw new ArgumentException($"steps has {steps.Length} entries; it needs one for each of the {dims.Length} dims, at least one.", nameof(steps));
        }

        // k must run over 0 … inner − 1: the steps, sorted, are the running products of the sizes.
        var order = new int[dims.Length];
        for (int i = 0; i < order.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dims[i], 1, nameof(dims));
            order[i] = dims[i] == 1 ? 0 : steps[i];
        }

        int[] sizes = [.. dims];
        Array.Sort(order, sizes);
        int expected = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] > 1)
            {
                if (order[i] != expected)
                {
                    throw new ArgumentException($"steps do not map the dims {Shapes.Text(dims)} one to one onto rows: found a step of {order[i]}, expected {expected}.", nameof(steps));
                }

                expected = checked(expected * sizes[i]);
            }
        }

        return new TensorLayout(outputs, groups, [.. dims], [.. steps], PanelWidth(outputs / groups));
    }

    /// <summary>The number of outputs in one panel.</summary>
    internal static int PanelWidth(int outputsOfGroup) => outputsOfGroup <= 16 ? 16 : 32;

    /// <summary>The place inside the tensor's part of the block of the value with the given index in PyTorch's order.</summary>
    internal int Offset(int index)
    {
        if (_panel == 0)
        {
            return index;
        }

        (int output, int rest) = Math.DivRem(index, _inner);
        int row = 0;
        for (int d = _dims.Length - 1; d >= 0; d--)
        {
            (rest, int position) = Math.DivRem(rest, _dims[d]);
            row += position * _steps[d];
        }

        return Column(output) + row * _panel;
    }

    /// <summary>Copies a tensor out of its part of the block into PyTorch's order.</summary>
    internal void ToPublic(ReadOnlySpan<float> block, Span<float> values)
    {
        if (_panel == 0)
        {
            block[..Count].CopyTo(values);
            return;
        }

        for (var walk = new Walk(this); walk.Next(out int index, out int offset, out int length, out int step);)
        {
            for (int i = 0; i < length; i++, offset += step)
            {
                values[index + i] = block[offset];
            }
        }
    }

    /// <summary>Copies a tensor from PyTorch's order into its part of the block; what fills up the panels is left alone.</summary>
    internal void FromPublic(ReadOnlySpan<float> values, Span<float> block)
    {
        if (_panel == 0)
        {
            values[..Count].CopyTo(block);
            return;
        }

        for (var walk = new Walk(this); walk.Next(out int index, out int offset, out int length, out int step);)
        {
            for (int i = 0; i < length; i++, offset += step)
            {
                block[offset] = values[index + i];
            }
        }
    }

    private int Column(int output)
    {
        int perGroup = _outputs / _groups;
        int panels = (perGroup + _panel - 1) / _panel;
        (int group, int inGroup) = Math.DivRem(output, perGroup);
        (int panel, int lane) = Math.DivRem(inGroup, _panel);
        return (group * panels + panel) * _inner * _panel + lane;
    }

    /// <summary>The runs along the last dimension, in PyTorch's order.</summary>
    private ref struct Walk(TensorLayout layout)
    {
        private int _index;

        internal bool Next(out int index, out int offset, out int length, out int step)
        {
            index = _index;
            length = layout._dims[^1];
            step = layout._steps[^1] * layout._panel;
            if (index == layout.Count)
            {
                offset = 0;
                return false;
            }

            offset = layout.Offset(index);
            _index += length;
            return true;
        }
    }
}
