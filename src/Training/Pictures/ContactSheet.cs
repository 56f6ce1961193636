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
            Paste(sheet, images, images.Pixels(indices[i]), Gap + (i % columns * cellWidth), Gap + (i / columns * cellHeight), zoom);
        }

        return sheet;
    }

    private static void Paste(Picture sheet, ImageDataset images, ReadOnlySpan<byte> pixels, int left, int top, int zoom)
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
