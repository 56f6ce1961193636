namespace Espalier;

/// <summary>What a layer of one's own is told with every call.</summary>
public readonly ref struct CustomCall
{
    internal CustomCall(int count, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape, ReadOnlySpan<float> options, ReadOnlySpan<float> parameters)
    {
        Count = count;
        InputShape = inputShape;
        OutputShape = outputShape;
        Options = options;
        Parameters = parameters;
        InputLength = Shapes.Length(inputShape);
        OutputLength = Shapes.Length(outputShape);
    }

    /// <summary>Samples in this call, at least 1.</summary>
    public int Count { get; }

    /// <summary>The shape of a sample of the input: (features), (steps, features) or (channels, height, width).</summary>
    public ReadOnlySpan<int> InputShape { get; }

    /// <summary>The shape of a sample of the output, as the attribute states it.</summary>
    public ReadOnlySpan<int> OutputShape { get; }

    /// <summary>The numbers that the attribute gives as <c>options:</c>.</summary>
    public ReadOnlySpan<float> Options { get; }

    /// <summary>The layer's learnt parameters, as many as the attribute says.</summary>
    public ReadOnlySpan<float> Parameters { get; }

    /// <summary>Floats in a sample of the input.</summary>
    public int InputLength { get; }

    /// <summary>Floats in a sample of the output.</summary>
    public int OutputLength { get; }
}
