namespace Espalier.Resampling;

/// <summary>
/// One direction of bilinear interpolation: an output lies between two neighbouring inputs. With corners aligned, output i
/// lies at <c>i·(inputs − 1) / (outputs − 1)</c>; else the edges meet, and it lies at <c>(i + ½) / scale − ½</c>, but not
/// beyond the first and the last input (PyTorch's rules).
/// </summary>
internal readonly struct BilinearAxis(int inputs, int scale, bool alignCorners)
{
    private readonly int _outputs = inputs * scale;
    private readonly double _step = !alignCorners ? 1.0 / scale : inputs * scale > 1 ? (inputs - 1) / ((inputs * (double)scale) - 1) : 0;

    /// <summary>The two inputs around an output, and the weight of the second.</summary>
    public (int First, int Second, float Weight) At(int output)
    {
        double place = Math.Clamp(alignCorners ? output * _step : ((output + 0.5) * _step) - 0.5, 0, inputs - 1);
        int first = (int)place;
        return (first, Math.Min(first + 1, inputs - 1), (float)(place - first));
    }

    /// <summary>A range of outputs that holds all that read an input, and the one after the last.</summary>
    public (int Start, int End) Readers(int input)
    {
        if (_step == 0)
        {
            return (0, _outputs);
        }

        double offset = alignCorners ? 0 : 0.5;
        double first = ((input - 1 + offset) / _step) - offset, last = ((input + 1 + offset) / _step) - offset;
        return (Math.Max((int)Math.Floor(first), 0), (int)Math.Min(Math.Ceiling(last) + 1, _outputs));
    }

    /// <summary>The share of an input in an output; zero where the output does not read it.</summary>
    public float Share(int output, int input)
    {
        (int first, int second, float weight) = At(output);
        return first == input ? 1 - weight : second == input ? weight : 0;
    }
}
