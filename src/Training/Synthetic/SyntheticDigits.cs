namespace Espalier.Training;

/// <summary>
/// Handwritten-looking digits that the project draws itself, for when no MNIST is at hand: the strokes of a randomly
/// chosen style, their points shaken, bent by a smooth random field, turned, slanted, scaled and shifted, drawn with a
/// pen of random thickness and smooth edges, then blotted and given noise. No two are alike.
/// </summary>
public static class SyntheticDigits
{
    /// <summary>Rows and columns of an image, as in MNIST.</summary>
    public const int Size = 28;

    /// <summary>The number of classes: the digits 0 … 9.</summary>
    public const int Classes = 10;

    private const int Block = 256;

    /// <summary>Draws a data set on all cores; the images depend on the seed alone.</summary>
    /// <param name="count">The number of images, at least 1. The classes are equally frequent and in random order.</param>
    /// <param name="seed">Fixes the images. A test set needs a seed of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or too large for memory.</exception>
    public static ImageDataset Draw(int count, int seed = 0)
    {
        if (count < 1 || count > Array.MaxLength / (Size * Size))
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{count} images were asked for; expected 1 … {Array.MaxLength / (Size * Size)}.");
        }

        byte[] pixels = new byte[count * Size * Size];
        byte[] labels = Labels(count, seed);
        Parallel.For(0, (count + Block - 1) / Block, block =>
        {
            var pen = new DigitPen();
            int end = Math.Min(count, (block + 1) * Block);
            for (int i = block * Block; i < end; i++)
            {
                pen.Draw(labels[i], new SeededRandom(seed, i + 1), pixels.AsSpan(i * Size * Size, Size * Size));
            }
        });
        return new ImageDataset(1, Size, Size, pixels, labels, Classes);
    }

    private static byte[] Labels(int count, int seed)
    {
        byte[] labels = new byte[count];
        var random = new SeededRandom(seed);
        for (int i = 0; i < count; i++)
        {
            int place = random.NextInt(i + 1);
            labels[i] = labels[place];
            labels[place] = (byte)(i % Classes);
        }

        return labels;
    }
}
