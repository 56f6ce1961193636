using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Espalier.Kernels;

/// <summary>
/// Pixels of bytes as the layers read them: floats from 0 to 1, channels last, and standardised where the network does that,
/// in one pass over the pixels.
/// </summary>
public static unsafe class PixelRows
{
    /// <summary>Checks that bytes hold an image.</summary>
    /// <param name="length">The bytes that there are.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="bytesPerPixel">Bytes of a pixel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row does not fit the stride.</exception>
    /// <exception cref="ArgumentException">There are too few bytes.</exception>
    public static void Check(int length, int stride, int height, int width, int bytesPerPixel)
    {
        int row = width * bytesPerPixel;
        if (stride < row)
        {
            throw new ArgumentOutOfRangeException(nameof(stride), stride, $"stride is {stride}; a row of {width} pixels of {bytesPerPixel} bytes takes at least {row}.");
        }

        long needed = ((long)stride * (height - 1)) + row;
        if (length < needed)
        {
            throw new ArgumentException($"pixels has {length} bytes; {height} rows of {row} at a stride of {stride} take {needed}.", "pixels");
        }
    }

    /// <summary><c>output = (byte / 255 − mean) · scale</c>.</summary>
    /// <param name="pixels">Rows of pixels.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="output">Receives height·width·channels floats.</param>
    /// <param name="channels">3 for colour, 1 for grey.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="bytesPerPixel">4 or 3 for colour, 1 for grey; the fourth is passed over.</param>
    /// <param name="isReversed">Whether blue comes first.</param>
    /// <param name="mean">A mean a channel; none for 0.</param>
    /// <param name="scale">A factor a channel; none for 1.</param>
    public static void Read(ReadOnlySpan<byte> pixels, int stride, Span<float> output, int channels, int height, int width, int bytesPerPixel, bool isReversed, ReadOnlySpan<float> mean = default, ReadOnlySpan<float> scale = default)
    {
        Debug.Assert(output.Length >= height * width * channels, "The span holds every pixel.");

        // Four pixels are twelve floats: three vectors, in which the channels stand in turn.
        float* factors = stackalloc float[12], shifts = stackalloc float[12];
        for (int i = 0; i < 12; i++)
        {
            float by = scale.IsEmpty ? 1 : scale[i % channels];
            factors[i] = by / 255;
            shifts[i] = mean.IsEmpty ? 0 : -mean[i % channels] * by;
        }

        fixed (byte* from = pixels)
        fixed (float* to = output)
        {
            for (int y = 0; y < height; y++)
            {
                byte* row = from + ((long)y * stride);
                float* target = to + ((long)y * width * channels);
                int x = channels == 1 ? Grey(row, target, width, factors[0], shifts[0]) : Colour(row, target, width, bytesPerPixel, isReversed, factors, shifts);
                for (; x < width; x++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        byte value = row[(x * bytesPerPixel) + (isReversed ? channels - 1 - c : c)];
                        target[(x * channels) + c] = (value * factors[c]) + shifts[c];
                    }
                }
            }
        }
    }

    /// <returns>The pixels done; fewer than sixteen are left.</returns>
    private static int Grey(byte* row, float* output, int width, float factor, float shift)
    {
        Vector128<float> factors = Vector128.Create(factor), shifts = Vector128.Create(shift);
        int x = 0;
        for (; x <= width - 16; x += 16)
        {
            Store(Vector128.Load(row + x), output + x, factors, factors, factors, shifts, shifts, shifts);
            Vector128<uint> last = Vector128.WidenUpper(Vector128.WidenUpper(Vector128.Load(row + x)));
            Vector128.Store((Vector128.ConvertToSingle(last.AsInt32()) * factors) + shifts, output + x + 12);
        }

        return x;
    }

    /// <returns>The pixels done: a load of four takes sixteen bytes, which must lie within the row.</returns>
    private static int Colour(byte* row, float* output, int width, int bytesPerPixel, bool isReversed, float* factors, float* shifts)
    {
        Vector128<byte> order = (bytesPerPixel, isReversed) switch
        {
            (4, false) => Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255),
            (4, true) => Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255),
            (_, false) => Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255, 255, 255, 255),
            _ => Vector128.Create((byte)2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 255, 255, 255, 255),
        };
        Vector128<float> a = Vector128.Load(factors), b = Vector128.Load(factors + 4), c = Vector128.Load(factors + 8);
        Vector128<float> d = Vector128.Load(shifts), e = Vector128.Load(shifts + 4), f = Vector128.Load(shifts + 8);
        int x = 0;
        for (; (x * bytesPerPixel) + 16 <= width * bytesPerPixel; x += 4)
        {
            Store(Vector128.Shuffle(Vector128.Load(row + (x * bytesPerPixel)), order), output + (x * 3), a, b, c, d, e, f);
        }

        return x;
    }

    /// <summary>The first twelve bytes as floats.</summary>
    private static void Store(Vector128<byte> bytes, float* output, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, Vector128<float> e, Vector128<float> f)
    {
        Vector128<ushort> low = Vector128.WidenLower(bytes);
        Vector128.Store((Vector128.ConvertToSingle(Vector128.WidenLower(low).AsInt32()) * a) + d, output);
        Vector128.Store((Vector128.ConvertToSingle(Vector128.WidenUpper(low).AsInt32()) * b) + e, output + 4);
        Vector128.Store((Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenUpper(bytes)).AsInt32()) * c) + f, output + 8);
    }
}
