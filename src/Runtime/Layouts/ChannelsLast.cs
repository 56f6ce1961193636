using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Espalier.Kernels;

/// <summary>
/// Images between the order of PyTorch, (channels, height, width), and the order inside, (height, width, channels). Both
/// ways are the transposition of a matrix.
/// </summary>
public static unsafe class ChannelsLast
{
    /// <summary>Pixels that are worth a cut between workers.</summary>
    private const int Grain = 64;

    /// <summary>(channels, pixels) to (pixels, channels), sample by sample.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·channels·pixels floats.</param>
    /// <param name="output">count·pixels·channels floats; not the input.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Height times width.</param>
    public static void FromPlanar(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels) =>
        Convert(part, count, input, output, channels, pixels, toPlanar: false);

    /// <summary>(pixels, channels) to (channels, pixels), sample by sample.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="output">count·channels·pixels floats; not the input.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Height times width.</param>
    public static void ToPlanar(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels) =>
        Convert(part, count, input, output, channels, pixels, toPlanar: true);

    private static void Convert(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels, bool toPlanar)
    {
        Debug.Assert(input.Length >= count * pixels * channels && output.Length >= count * pixels * channels, "The spans hold every pixel.");
        (int start, int end) = part.Range(count * pixels, Grain);
        if (channels == 1 || pixels == 1)
        {
            input[(start * channels)..(end * channels)].CopyTo(output[(start * channels)..]);
            return;
        }

        fixed (float* from = input)
        fixed (float* to = output)
        {
            while (start < end)
            {
                int sample = start / pixels;
                int pixel = start - (sample * pixels);
                int length = Math.Min(pixels - pixel, end - start);
                long offset = (long)sample * pixels * channels;
                if (toPlanar)
                {
                    Transpose(from + offset + ((long)pixel * channels), channels, to + offset + pixel, pixels, length, channels);
                }
                else
                {
                    Transpose(from + offset + pixel, pixels, to + offset + ((long)pixel * channels), channels, channels, length);
                }

                start += length;
            }
        }
    }

    /// <summary><c>output[column, row] = input[row, column]</c>; the steps lead from one row to the next.</summary>
    private static void Transpose(float* input, int inputStep, float* output, int outputStep, int rows, int columns)
    {
        if (rows < 4 && rows == outputStep)
        {
            TransposeFewRows(input, inputStep, output, rows, columns);
            return;
        }

        int row = 0;
        for (; row <= rows - 4; row += 4)
        {
            int column = 0;
            for (; column <= columns - 4; column += 4)
            {
                Tile(input + ((long)row * inputStep) + column, inputStep, 4, output + ((long)column * outputStep) + row, outputStep);
            }

            Rest(input, inputStep, output, outputStep, row, row + 4, column, columns);
        }

        Rest(input, inputStep, output, outputStep, row, rows, 0, columns);
    }

    /// <summary>
    /// Two or three rows, as colour images have. Each store of four runs over the next column, which is written after it; so
    /// the last columns are left to the scalar loop.
    /// </summary>
    private static void TransposeFewRows(float* input, int inputStep, float* output, int rows, int columns)
    {
        int column = 0;
        for (; column + 4 < columns; column += 4)
        {
            Tile(input + column, inputStep, rows, output + ((long)column * rows), rows);
        }

        Rest(input, inputStep, output, rows, 0, rows, column, columns);
    }

    private static void Rest(float* input, int inputStep, float* output, int outputStep, int firstRow, int lastRow, int firstColumn, int lastColumn)
    {
        for (int row = firstRow; row < lastRow; row++)
        {
            float* from = input + ((long)row * inputStep);
            float* to = output + row;
            for (int column = firstColumn; column < lastColumn; column++)
            {
                to[(long)column * outputStep] = from[column];
            }
        }
    }

    /// <summary>Four rows of four, in registers; where there are fewer, the last stands in for those that are missing.</summary>
    private static void Tile(float* input, int inputStep, int rows, float* output, int outputStep)
    {
        Vector128<float> a = Vector128.Load(input);
        Vector128<float> b = Vector128.Load(input + inputStep);
        Vector128<float> c = Vector128.Load(input + ((long)Math.Min(2, rows - 1) * inputStep));
        Vector128<float> d = Vector128.Load(input + ((long)Math.Min(3, rows - 1) * inputStep));

        // Rows a, b, c, d become a0 c0 a1 c1, … and then a0 b0 c0 d0, …
        Vector128<float> evenLow = UnpackLow(a, c);
        Vector128<float> evenHigh = UnpackHigh(a, c);
        Vector128<float> oddLow = UnpackLow(b, d);
        Vector128<float> oddHigh = UnpackHigh(b, d);
        Vector128.Store(UnpackLow(evenLow, oddLow), output);
        Vector128.Store(UnpackHigh(evenLow, oddLow), output + outputStep);
        Vector128.Store(UnpackLow(evenHigh, oddHigh), output + (2L * outputStep));
        Vector128.Store(UnpackHigh(evenHigh, oddHigh), output + (3L * outputStep));
    }

    private static Vector128<float> UnpackLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported
            ? Sse.UnpackLow(left, right)
            : AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(left, right)
            : Vector128.Create(left.GetElement(0), right.GetElement(0), left.GetElement(1), right.GetElement(1));

    private static Vector128<float> UnpackHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported
            ? Sse.UnpackHigh(left, right)
            : AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(left, right)
            : Vector128.Create(left.GetElement(2), right.GetElement(2), left.GetElement(3), right.GetElement(3));
}
