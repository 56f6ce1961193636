using Espalier.Kernels;

namespace Espalier.Runtime.Tests.Pooling;

/// <summary>Pooling as PyTorch states it, in double precision, one loop per index; images are (height, width, channels).</summary>
internal static class PoolingReference
{
    /// <summary>The output size of PyTorch: rounding up starts no window beyond the image and its left padding.</summary>
    public static int OutputSize(int size, int kernel, int stride, int padding, bool ceiling)
    {
        int room = size + (2 * padding) - kernel;
        int outputs = ceiling ? ((room + stride - 1) / stride) + 1 : (room / stride) + 1;
        return ceiling && (outputs - 1) * stride >= size + padding ? outputs - 1 : outputs;
    }

    public static double[] Max(double[] input, int count, Pool2DShape shape)
    {
        int[] winners = Winners(input, count, shape);
        return [.. winners.Select(i => i < 0 ? double.NegativeInfinity : input[i])];
    }

    public static double[] MaxGradient(double[] input, double[] dOutput, int count, Pool2DShape shape)
    {
        double[] dInput = new double[input.Length];
        int[] winners = Winners(input, count, shape);
        for (int i = 0; i < winners.Length; i++)
        {
            dInput[winners[i]] += dOutput[i];
        }

        return dInput;
    }

    public static double[] Average(double[] input, int count, Pool2DShape shape, bool countIncludePad)
    {
        double[] output = new double[count * shape.OutputLength];
        ForEach(count, shape, (to, window) => output[to] = window.Sum(i => input[i]) / Divisor(to, window.Count, shape, countIncludePad));
        return output;
    }

    public static double[] AverageGradient(double[] dOutput, int count, Pool2DShape shape, bool countIncludePad)
    {
        double[] dInput = new double[count * shape.InputLength];
        ForEach(count, shape, (to, window) =>
        {
            foreach (int i in window)
            {
                dInput[i] += dOutput[to] / Divisor(to, window.Count, shape, countIncludePad);
            }
        });
        return dInput;
    }

    /// <summary>The index of the input that wins each window.</summary>
    private static int[] Winners(double[] input, int count, Pool2DShape shape)
    {
        int[] winners = new int[count * shape.OutputLength];
        ForEach(count, shape, (to, window) =>
        {
            int winner = window.Count > 0 ? window[0] : -1;
            double best = double.NegativeInfinity;
            foreach (int i in window)
            {
                if (input[i] > best || double.IsNaN(input[i]))
                {
                    (best, winner) = (input[i], i);
                }
            }

            winners[to] = winner;
        });
        return winners;
    }

    private static double Divisor(int to, int inside, Pool2DShape shape, bool countIncludePad)
    {
        int pixel = to / shape.Channels % (shape.OutputHeight * shape.OutputWidth);
        int top = (pixel / shape.OutputWidth * shape.StrideY) - shape.PadTop;
        int left = (pixel % shape.OutputWidth * shape.StrideX) - shape.PadLeft;
        int bottom = Math.Min(top + shape.KernelHeight, shape.Height + shape.PadBottom);
        int right = Math.Min(left + shape.KernelWidth, shape.Width + shape.PadRight);
        return countIncludePad ? (bottom - top) * (right - left) : inside;
    }

    /// <summary>Calls back with every output index and the input indices of its window, in row order.</summary>
    private static void ForEach(int count, Pool2DShape shape, Action<int, List<int>> visit)
    {
        int to = 0;
        for (int sample = 0; sample < count; sample++)
        {
            for (int y = 0; y < shape.OutputHeight; y++)
            {
                for (int x = 0; x < shape.OutputWidth; x++)
                {
                    for (int c = 0; c < shape.Channels; c++)
                    {
                        List<int> window = [];
                        for (int ky = 0; ky < shape.KernelHeight; ky++)
                        {
                            for (int kx = 0; kx < shape.KernelWidth; kx++)
                            {
                                int iy = (y * shape.StrideY) - shape.PadTop + ky;
                                int ix = (x * shape.StrideX) - shape.PadLeft + kx;
                                if (iy >= 0 && iy < shape.Height && ix >= 0 && ix < shape.Width)
                                {
                                    window.Add((((((sample * shape.Height) + iy) * shape.Width) + ix) * shape.Channels) + c);
                                }
                            }
                        }

                        visit(to++, window);
                    }
                }
            }
        }
    }
}
