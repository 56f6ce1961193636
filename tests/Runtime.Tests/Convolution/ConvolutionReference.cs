using Espalier.Kernels;

namespace Espalier.Runtime.Tests.Convolution;

/// <summary>
/// Convolution by its definition, in double precision, with weights in PyTorch's order [filter][channel][ky][kx]. Each
/// result comes with the sum of the absolute values of its terms.
/// </summary>
internal sealed class ConvolutionReference(Conv2DShape shape, int count)
{
    private int Channels => shape.Channels / shape.Groups;

    private int Filters => shape.Filters / shape.Groups;

    public int WeightCount => shape.Filters * Channels * shape.KernelHeight * shape.KernelWidth;

    public (double[] Value, double[] Magnitude) Forward(float[] input, float[] weight, float[]? bias)
    {
        double[] value = new double[count * shape.OutputLength], magnitude = new double[value.Length];
        if (bias != null)
        {
            for (int i = 0; i < value.Length; i++)
            {
                value[i] = bias[i % shape.Filters];
                magnitude[i] = Math.Abs(value[i]);
            }
        }

        Terms((x, w, y) => Add(value, magnitude, y, (double)input[x] * weight[w]));
        return (value, magnitude);
    }

    public (double[] Value, double[] Magnitude) BackwardInput(float[] dOutput, float[] weight, float[] start)
    {
        double[] value = Array.ConvertAll(start, v => (double)v), magnitude = Array.ConvertAll(value, Math.Abs);
        Terms((x, w, y) => Add(value, magnitude, x, (double)dOutput[y] * weight[w]));
        return (value, magnitude);
    }

    public (double[] Value, double[] Magnitude) BackwardWeight(float[] input, float[] dOutput, float[] start)
    {
        double[] value = Array.ConvertAll(start, v => (double)v), magnitude = Array.ConvertAll(value, Math.Abs);
        Terms((x, w, y) => Add(value, magnitude, w, (double)dOutput[y] * input[x]));
        return (value, magnitude);
    }

    public (double[] Value, double[] Magnitude) BackwardBias(float[] dOutput, float[] start)
    {
        double[] value = Array.ConvertAll(start, v => (double)v), magnitude = Array.ConvertAll(value, Math.Abs);
        for (int i = 0; i < dOutput.Length; i++)
        {
            Add(value, magnitude, i % shape.Filters, dOutput[i]);
        }

        return (value, magnitude);
    }

    /// <summary>Weights in panels, padded with <paramref name="padding"/>.</summary>
    public float[] Pack(float[] weight, float padding = 0)
    {
        float[] panels = new float[shape.WeightLength];
        Array.Fill(panels, padding);
        for (int i = 0; i < weight.Length; i++)
        {
            panels[Place(i)] = weight[i];
        }

        return panels;
    }

    public float[] Unpack(ReadOnlySpan<float> panels)
    {
        float[] weight = new float[WeightCount];
        for (int i = 0; i < weight.Length; i++)
        {
            weight[i] = panels[Place(i)];
        }

        return weight;
    }

    private static void Add(double[] value, double[] magnitude, int index, double term)
    {
        value[index] += term;
        magnitude[index] += Math.Abs(term);
    }

    private int Place(int index)
    {
        int taps = shape.KernelHeight * shape.KernelWidth;
        int tap = index % taps, channel = index / taps % Channels, filter = index / taps / Channels;
        bool depthwise = shape.Groups > 1 && shape.Groups == shape.Channels && shape.Groups == shape.Filters;
        int outputs = depthwise ? shape.Filters : Filters;
        int group = depthwise ? 0 : filter / Filters, output = depthwise ? filter : filter % Filters;
        int k = (tap * Channels) + channel, inner = taps * Channels, panel = outputs <= 16 ? 16 : 32;
        int panels = (outputs + panel - 1) / panel;
        return (((((group * panels) + (output / panel)) * inner) + k) * panel) + (output % panel);
    }

    /// <summary>Calls <paramref name="term"/> with the indices of input, weight and output of every product.</summary>
    private void Terms(Action<int, int, int> term)
    {
        for (int n = 0; n < count; n++)
        for (int oy = 0; oy < shape.OutputHeight; oy++)
        for (int ox = 0; ox < shape.OutputWidth; ox++)
        for (int f = 0; f < shape.Filters; f++)
        for (int ky = 0; ky < shape.KernelHeight; ky++)
        for (int kx = 0; kx < shape.KernelWidth; kx++)
        {
            int iy = (oy * shape.StrideY) - shape.PadTop + (ky * shape.DilationY);
            int ix = (ox * shape.StrideX) - shape.PadLeft + (kx * shape.DilationX);
            if (iy < 0 || iy >= shape.Height || ix < 0 || ix >= shape.Width)
            {
                continue;
            }

            int y = (((((n * shape.OutputHeight) + oy) * shape.OutputWidth) + ox) * shape.Filters) + f;
            for (int c = 0; c < Channels; c++)
            {
                int x = (((((n * shape.Height) + iy) * shape.Width) + ix) * shape.Channels) + (f / Filters * Channels) + c;
                term(x, (((((f * Channels) + c) * shape.KernelHeight) + ky) * shape.KernelWidth) + kx, y);
            }
        }
    }
}
