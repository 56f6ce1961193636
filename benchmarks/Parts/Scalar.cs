using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>The kernels by their definitions: one number at a time, weights as [tap][channel][filter].</summary>
internal static class Scalar
{
    /// <summary>Long short-term memory over all steps, given the products with the input; weights as [gate][unit].</summary>
    public static void Lstm(int count, ReadOnlySpan<float> gates, ReadOnlySpan<float> weight, Span<float> output, int steps, int hidden)
    {
        float[] state = new float[hidden], cell = new float[hidden], sums = new float[4 * hidden];
        for (int sample = 0; sample < count; sample++)
        {
            state.AsSpan().Clear();
            cell.AsSpan().Clear();
            for (int place = sample * steps; place < (sample + 1) * steps; place++)
            {
                for (int row = 0; row < sums.Length; row++)
                {
                    float sum = gates[(place * sums.Length) + row];
                    for (int k = 0; k < hidden; k++)
                    {
                        sum += weight[(row * hidden) + k] * state[k];
                    }

                    sums[row] = sum;
                }

                for (int k = 0; k < hidden; k++)
                {
                    cell[k] = (Sigmoid(sums[hidden + k]) * cell[k]) + (Sigmoid(sums[k]) * MathF.Tanh(sums[(2 * hidden) + k]));
                    state[k] = output[(place * hidden) + k] = Sigmoid(sums[(3 * hidden) + k]) * MathF.Tanh(cell[k]);
                }
            }
        }

        static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
    }

    public static void Convolution(int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, Span<float> output, in Conv2DShape shape)
    {
        output.Clear();
        foreach ((int x, int y, int tap) in new Terms(count, shape))
        {
            Span<float> to = output.Slice(y, shape.Filters);
            for (int c = 0; c < shape.Channels; c++)
            {
                float value = input[x + c];
                ReadOnlySpan<float> w = weight.Slice(((tap * shape.Channels) + c) * shape.Filters, shape.Filters);
                for (int f = 0; f < w.Length; f++)
                {
                    to[f] += value * w[f];
                }
            }
        }
    }

    public static void ConvolutionInputGradient(int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> weight, Span<float> dInput, in Conv2DShape shape)
    {
        dInput.Clear();
        foreach ((int x, int y, int tap) in new Terms(count, shape))
        {
            ReadOnlySpan<float> from = dOutput.Slice(y, shape.Filters);
            for (int c = 0; c < shape.Channels; c++)
            {
                float sum = 0;
                ReadOnlySpan<float> w = weight.Slice(((tap * shape.Channels) + c) * shape.Filters, shape.Filters);
                for (int f = 0; f < w.Length; f++)
                {
                    sum += from[f] * w[f];
                }

                dInput[x + c] += sum;
            }
        }
    }

    public static void ConvolutionWeightGradient(int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dWeight, in Conv2DShape shape)
    {
        foreach ((int x, int y, int tap) in new Terms(count, shape))
        {
            ReadOnlySpan<float> from = dOutput.Slice(y, shape.Filters);
            for (int c = 0; c < shape.Channels; c++)
            {
                float value = input[x + c];
                Span<float> w = dWeight.Slice(((tap * shape.Channels) + c) * shape.Filters, shape.Filters);
                for (int f = 0; f < w.Length; f++)
                {
                    w[f] += value * from[f];
                }
            }
        }
    }

    public static void MaxPool(int count, ReadOnlySpan<float> input, Span<float> output, in Pool2DShape shape)
    {
        int i = 0;
        for (int n = 0; n < count * shape.OutputHeight; n++)
        {
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                for (int c = 0; c < shape.Channels; c++)
                {
                    output[i++] = input[Winner(input, n, x, c, shape)];
                }
            }
        }
    }

    public static void MaxPoolGradient(int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, in Pool2DShape shape)
    {
        dInput.Clear();
        int i = 0;
        for (int n = 0; n < count * shape.OutputHeight; n++)
        {
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                for (int c = 0; c < shape.Channels; c++)
                {
                    dInput[Winner(input, n, x, c, shape)] += dOutput[i++];
                }
            }
        }
    }

    /// <summary>The place of the greatest value of a window that lies inside; row counts the rows of output of all samples.</summary>
    private static int Winner(ReadOnlySpan<float> input, int row, int column, int channel, in Pool2DShape shape)
    {
        (int n, int y) = Math.DivRem(row, shape.OutputHeight);
        int best = -1;
        for (int ky = 0; ky < shape.KernelHeight; ky++)
        {
            for (int kx = 0; kx < shape.KernelWidth; kx++)
            {
                int place = (((((n * shape.Height) + (y * shape.StrideY) + ky) * shape.Width) + (column * shape.StrideX) + kx) * shape.Channels) + channel;
                best = best < 0 || input[place] > input[best] ? place : best;
            }
        }

        return best;
    }

    /// <summary>Where pixels of input and output meet at a tap: offsets of their first channels.</summary>
    private ref struct Terms(int count, Conv2DShape shape)
    {
        private int _pixel;
        private int _tap = -1;

        public (int Input, int Output, int Tap) Current { get; private set; }

        public readonly Terms GetEnumerator() => this;

        public bool MoveNext()
        {
            int taps = shape.KernelHeight * shape.KernelWidth, pixels = shape.OutputHeight * shape.OutputWidth;
            while (true)
            {
                if (++_tap == taps)
                {
                    _tap = 0;
                    _pixel++;
                }

                if (_pixel == count * pixels)
                {
                    return false;
                }

                (int n, int pixel) = Math.DivRem(_pixel, pixels);
                (int oy, int ox) = Math.DivRem(pixel, shape.OutputWidth);
                (int ky, int kx) = Math.DivRem(_tap, shape.KernelWidth);
                int y = (oy * shape.StrideY) - shape.PadTop + (ky * shape.DilationY), x = (ox * shape.StrideX) - shape.PadLeft + (kx * shape.DilationX);
                if ((uint)y < (uint)shape.Height && (uint)x < (uint)shape.Width)
                {
                    Current = (((((n * shape.Height) + y) * shape.Width) + x) * shape.Channels, _pixel * shape.Filters, _tap);
                    return true;
                }
            }
        }
    }
}
