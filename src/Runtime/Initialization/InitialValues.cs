namespace Espalier;

/// <summary>
/// The random starts. A value depends on the seed, on the number of its tensor and on its place in PyTorch's order,
/// and so neither on the layout inside nor on the machine.
/// </summary>
internal static class InitialValues
{
    // Keeps these numbers apart from others drawn from the same seed.
    private const ulong Purpose = 0;

    /// <summary>Fills a tensor's part of a zeroed block.</summary>
    internal static void Fill(TensorInfo tensor, Span<float> block, int seed, int index)
    {
        if (tensor.Initializer == Initializer.Zeros)
        {
            return;
        }

        var values = new float[tensor.Length];
        ulong key = CounterRandom.Key(CounterRandom.Key((uint)seed, Purpose), (ulong)index);
        double fanIn = tensor.FanIn;
        double fans = (double)tensor.FanIn + tensor.FanOut;
        switch (tensor.Initializer)
        {
            case Initializer.Ones:
                values.AsSpan().Fill(1);
                break;
            case Initializer.Constant:
                values.AsSpan().Fill(tensor.InitialValue);
                break;
            case Initializer.KaimingNormal:
                Normal(values, Math.Sqrt(2 / fanIn), key);
                break;
            case Initializer.KaimingUniform:
                Uniform(values, Math.Sqrt(6 / fanIn), key);
                break;
            case Initializer.XavierNormal:
                Normal(values, Math.Sqrt(2 / fans), key);
                break;
            case Initializer.XavierUniform:
                Uniform(values, Math.Sqrt(6 / fans), key);
                break;
            case Initializer.LeCunUniform:
                Uniform(values, Math.Sqrt(1 / fanIn), key);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tensor), tensor.Initializer, $"{tensor.Name} asks for an unknown initializer.");
        }

        tensor.Layout.FromPublic(values, block);
    }

    private static void Normal(Span<float> values, double deviation, ulong key)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(CounterRandom.Normal(key, (ulong)i) * deviation);
        }
    }

    private static void Uniform(Span<float> values, double bound, ulong key)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((2.0 * CounterRandom.Uniform(key, (ulong)i) - 1) * bound);
        }
    }
}
