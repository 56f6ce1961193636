namespace Espalier.Training;

/// <summary>Images of a data set side by side, to look at what a network will see.</summary>
public static class ContactSheet
{
    private const int Gap = 2;
    private const byte Frame = 96;

    /// <summary>Lays out images in rows.</summary>
    /// <param name="images">Grey or colour images (1 or 3 channels).</param>
    /// <param name="indices">Which images, in reading order; at least one.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="zoom">Screen pixels for a pixel, at least 1.</param>
    /// <exception cref="ArgumentException">Nothing to show, a number below 1, or images with other channels.</exception>
    public static Picture Of(ImageDataset images, ReadOnlySpan<int> indices, int columns, int zoom = 2)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        if (indices.IsEmpty)
        {
            throw new ArgumentException("There are no images to show; expected at least one.", nameof(indices));
        }

        int cellWidth = (images.Width * zoom) + Gap;
        int cellHeight = (images.Height * zoom) + Gap;
        int rows = (indices.Length + columns - 1) / columns;
        var sheet = new Picture((columns * cellWidth) + Gap, (rows * cellHeight) + Gap, images.Channels);
        sheet.Pixels.Fill(Frame);
        for (int i = 0; i < indices.Length; i++)
        {
            Paste(sheet, ImageSize.Of(images), images.Pixels(indices[i]), Gap + (i % columns * cellWidth), Gap + (i / columns * cellHeight), zoom);
        }

        return sheet;
    }

    /// <summary>Lays out images of any data set, as a network reads them.</summary>
    /// <param name="data">Images of 1 or 3 channels.</param>
    /// <param name="indices">Which images, in reading order; at least one.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="zoom">Screen pixels for a pixel, at least 1.</param>
    /// <param name="low">The value that is black.</param>
    /// <param name="high">The value that is white.</param>
    /// <exception cref="ArgumentException">Nothing to show, a number below 1, or samples that are no such images.</exception>
    public static Picture Of(Dataset data, ReadOnlySpan<int> indices, int columns, int zoom = 2, float low = 0, float high = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        float[] images = new float[indices.Length * data.InputLength];
        for (int i = 0; i < indices.Length; i++)
        {
            data.CopyInput(indices[i], images.AsSpan(i * data.InputLength, data.InputLength));
        }

        return OfValues(images, ImageSize.Of(data), columns, zoom, low, high);
    }

    /// <summary>Lays out samples as training draws them: one row per sample, the sample itself and then its draws.</summary>
    /// <param name="data">Images of 1 or 3 channels, augmented.</param>
    /// <param name="indices">Which images; at least one.</param>
    /// <param name="draws">Draws of each, at least 1.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <param name="zoom">Screen pixels for a pixel, at least 1.</param>
    /// <param name="low">The value that is black.</param>
    /// <param name="high">The value that is white.</param>
    /// <exception cref="ArgumentException">Nothing to show, a number below 1, or samples that are no such images.</exception>
    public static Picture OfDraws(Dataset data, ReadOnlySpan<int> indices, int draws, long seed = 0, int zoom = 2, float low = 0, float high = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        float[] images = new float[indices.Length * (draws + 1) * data.InputLength];
        for (int i = 0; i < indices.Length; i++)
        {
            for (int draw = 0; draw <= draws; draw++)
            {
                Span<float> image = images.AsSpan(((i * (draws + 1)) + draw) * data.InputLength, data.InputLength);
                if (draw == 0)
                {
                    data.CopyInput(indices[i], image);
                }
                else
                {
                    var random = new SeededRandom(seed, ((long)draw << 32) + indices[i]);
                    data.DrawInput(indices[i], ref random, image);
                }
            }
        }

        return OfValues(images, ImageSize.Of(data), draws + 1, zoom, low, high);
    }

    /// <summary>Lays out images of floats.</summary>
    /// <param name="images">The images, one after the other.</param>
    /// <param name="size">The size of one, of 1 or 3 channels.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="zoom">Screen pixels for a pixel, at least 1.</param>
    /// <param name="low">The value that is black; NaN for the smallest of each image.</param>
    /// <param name="high">The value that is white; NaN for the largest of each image.</param>
    /// <exception cref="ArgumentException">Nothing to show, or other channels.</exception>
    public static Picture OfValues(ReadOnlySpan<float> images, ImageSize size, int columns, int zoom = 2, float low = 0, float high = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        int length = size.Channels * size.Plane;
        if (images.IsEmpty || images.Length % length != 0)
        {
            throw new ArgumentException($"There are {images.Length} values; expected one image or more of {length}.", nameof(images));
        }

        int count = images.Length / length;
        var sheet = new Picture((columns * ((size.Width * zoom) + Gap)) + Gap, ((count + columns - 1) / columns * ((size.Height * zoom) + Gap)) + Gap, size.Channels);
        sheet.Pixels.Fill(Frame);
        byte[] pixels = new byte[length];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> image = images.Slice(i * length, length);
            (float black, float white) = (low, high);
            foreach (float value in image)
            {
                black = float.IsNaN(low) ? (float.IsNaN(black) ? value : Math.Min(black, value)) : low;
                white = float.IsNaN(high) ? (float.IsNaN(white) ? value : Math.Max(white, value)) : high;
            }

            float factor = white > black ? 255 / (white - black) : 0;
            for (int p = 0; p < length; p++)
            {
                pixels[p] = (byte)Math.Clamp(((image[p] - black) * factor) + .5f, 0, 255);
            }

            Paste(sheet, size, pixels, Gap + (i % columns * ((size.Width * zoom) + Gap)), Gap + (i / columns * ((size.Height * zoom) + Gap)), zoom);
        }

        return sheet;
    }

    private static void Paste(Picture sheet, in ImageSize images, ReadOnlySpan<byte> pixels, int left, int top, int zoom)
    {
        int plane = images.Height * images.Width;
        for (int y = 0; y < images.Height * zoom; y++)
        {
            for (int x = 0; x < images.Width * zoom; x++)
            {
                int source = (y / zoom * images.Width) + (x / zoom);
                for (int channel = 0; channel < images.Channels; channel++)
                {
                    sheet[left + x, top + y, channel] = pixels[(channel * plane) + source];
                }
            }
        }
    }
}
