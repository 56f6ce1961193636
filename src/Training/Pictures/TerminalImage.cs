using System.Text;

namespace Espalier.Training;

/// <summary>Grey images as lines of text: each letter is one of the Unicode blocks ' ', '▀', '▄', '█' and shows two pixels, one above the other.</summary>
public static class TerminalImage
{
    private const int Ink = 96;
    private const int Gap = 2;

    /// <summary>Shows images side by side, each under its caption.</summary>
    /// <param name="images">Images whose first channel is shown.</param>
    /// <param name="indices">Which images, from left to right.</param>
    /// <param name="captions">What stands above each; cut to the image's width.</param>
    /// <param name="crop">Rows and columns left out at each side, at least 0.</param>
    /// <returns>The lines, without trailing spaces.</returns>
    /// <exception cref="ArgumentException">There are not as many captions as images, or the crop leaves nothing.</exception>
    public static string[] Row(ImageDataset images, ReadOnlySpan<int> indices, ReadOnlySpan<string> captions, int crop = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (captions.Length != indices.Length)
        {
            throw new ArgumentException($"There are {captions.Length} captions for {indices.Length} images; expected one each.", nameof(captions));
        }

        if (crop < 0 || 2 * crop >= Math.Min(images.Width, images.Height))
        {
            throw new ArgumentException($"The crop is {crop} pixels at each side; expected 0 … {(Math.Min(images.Width, images.Height) - 1) / 2} with images of {images.Width}×{images.Height}.", nameof(crop));
        }

        int width = images.Width - (2 * crop);
        int height = images.Height - (2 * crop);
        var lines = new StringBuilder[1 + ((height + 1) / 2)];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = new StringBuilder();
        }

        for (int i = 0; i < indices.Length; i++)
        {
            string caption = captions[i];
            lines[0].Append(caption.Length > width ? caption[..width] : caption.PadRight(width)).Append(' ', Gap);
            ReadOnlySpan<byte> pixels = images.Pixels(indices[i]);
            for (int y = 0; y < height; y += 2)
            {
                StringBuilder line = lines[1 + (y / 2)];
                for (int x = crop; x < crop + width; x++)
                {
                    bool upper = pixels[((crop + y) * images.Width) + x] >= Ink;
                    bool lower = y + 1 < height && pixels[((crop + y + 1) * images.Width) + x] >= Ink;
                    line.Append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
                }

                line.Append(' ', Gap);
            }
        }

        return Array.ConvertAll(lines, line => line.ToString().TrimEnd());
    }
}
