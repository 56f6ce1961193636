namespace Espalier;

/// <summary>
/// The random starts. A value depends on the seed, on the number of its tensor and on its place in PyTorch's order,
/// and so neither on the layout inside nor on the machine.
/// </summary>
internal static class InitialValues
{
    // Keeps these numbers apart from others drawn from the same seed.
    private const ulong Purpose = 0;

    // The probability of a normal number below −2.
    private const double TruncatedTail = 0.022750131948179207;

    /// <summary>Fills a tensor's part of a zeroed block.</summary>
    internal static void Fill(TensorInfo tensor, Span<float> block, int seed, int index)
    {
        if (tensor.Initializer == Initializer.Zeros)
        {
            return;
        }

        var values = new float[tensor.Length];
        ulong key = CounterRandom.Key(CounterRandom.Key((uint)seed, Purpose), (ulong)index);
        double fan = tensor.ByFanOut ? tensor.FanOut : tensor.FanIn;
        double fans = (double)tensor.FanIn + tensor.FanOut;
        double value = tensor.InitialValue;
        double scale = tensor.InitialScale;
        switch (tensor.Initializer)
        {
            case Initializer.Ones:
                values.AsSpan().Fill(1);
                break;
            case Initializer.Constant:
                values.AsSpan().Fill(tensor.InitialValue);
                break;
            case Initializer.Normal:
                Normal(values, value, scale, key);
                break;
            case Initializer.TruncatedNormal:
                TruncatedNormal(values, value, scale, key);
                break;
            case Initializer.Uniform:
                Uniform(values, value, scale, key);
                break;
            case Initializer.KaimingNormal:
                Normal(values, 0, scale * Math.Sqrt(2 / fan), key);
                break;
            case Initializer.KaimingUniform:
                Uniform(values, 0, scale * Math.Sqrt(6 / fan), key);
                break;
            case Initializer.XavierNormal:
                Normal(values, 0, scale * Math.Sqrt(2 / fans), key);
                break;
            case Initializer.XavierUniform:
                Uniform(values, 0, scale * Math.Sqrt(6 / fans), key);
                break;
            case Initializer.LeCunNormal:
                Normal(values, 0, scale * Math.Sqrt(1 / fan), key);
                break;
            case Initializer.LeCunUniform:
                Uniform(values, 0, scale * Math.Sqrt(3 / fan), key);
                break;
            case Initializer.Orthogonal:
                OrthogonalMatrix.Draw(values, tensor.Shape[0], scale, key);
                break;
            case Initializer.PyTorch:
                Uniform(values, 0, Math.Sqrt(1.0 / tensor.FanIn), key);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tensor), tensor.Initializer, $"{tensor.Name} asks for an unknown initializer.");
        }

        tensor.Layout.FromPublic(values, block);
    }

    private static void Normal(Span<float> values, double mean, double deviation, ulong key)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(mean + (CounterRandom.Normal(key, (ulong)i) * deviation));
        }
    }

    // By the inverse of the distribution between the bounds, so that every number takes one draw.
    private static void TruncatedNormal(Span<float> values, double mean, double deviation, ulong key)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double probability = TruncatedTail + ((1 - (2 * TruncatedTail)) * CounterRandom.Uniform(key, (ulong)i));
            values[i] = (float)(mean + (Math.Clamp(NormalQuantile.Of(probability), -2, 2) * deviation));
        }
    }

    private static void Uniform(Span<float> values, double centre, double bound, ulong key)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(centre + (((2.0 * CounterRandom.Uniform(key, (ulong)i)) - 1) * bound));
        }
    }
}
