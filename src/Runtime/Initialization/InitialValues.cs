namespace Espalier;

/// <summary>
/// The random starts. A value depends on the seed, on the number of its tensor and on its place in PyTorch's order,
/// and so neither on the layout inside nor on the machine.
/// </summary>
internal static class InitialValues
{
    /// <summary>Fills a tensor's part of a zeroed block.</summary>
    internal static void Fill(TensorInfo tensor, Span<float> block, int seed, int index)
    {
        if (tensor.Initializer == Initializer.Zeros)
        {
            return;
        }

        var values = new float[tensor.Length];
        double fanIn = tensor.FanIn;
        double fans = (double)tensor.FanIn + tensor.FanOut;
        switch (tensor.Initializer)
        {
            case Initializer.Ones:
                values.AsSpan().Fill(1);
                break;
            case Initializer.KaimingNormal:
                Normal(values, Math.Sqrt(2 / fanIn), seed, index);
                break;
            case Initializer.KaimingUniform:
                Uniform(values, Math.Sqrt(6 / fanIn), seed, index);
                break;
            case Initializer.XavierNormal:
                Normal(values, Math.Sqrt(2 / fans), seed, index);
                break;
            case Initializer.XavierUniform:
                Uniform(values, Math.Sqrt(6 / fans), seed, index);
                break;
            case Initializer.LeCunUniform:
                Uniform(values, Math.Sqrt(1 / fanIn), seed, index);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tensor), tensor.Initializer, $"{tensor.Name} asks for an unknown initializer.");
        }

        tensor.Layout.FromPublic(values, block);
    }

    private static void Normal(Span<float> values, double deviation, int seed, int index)
    {
        Uniform(values, deviation * 1.7, seed, index);
    }

    private static void Uniform(Span<float> values, double bound, int seed, int index)
    {
        ulong key = Mix((ulong)(uint)seed << 32 | (uint)index);
        for (int i = 0; i < values.Length; i++)
        {
            double unit = (Mix(key + (ulong)i * 0x9E3779B97F4A7C15) >> 40) * (1.0 / (1 << 24));
            values[i] = (float)((2 * unit - 1) * bound);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
