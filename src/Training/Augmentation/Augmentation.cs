namespace Espalier.Training;

/// <summary>
/// A random change of an image that leaves its meaning: what it draws depends on the seed, the epoch and the sample
/// alone. Changes are put one after the other by <see cref="Sequence"/> and go on with <see cref="Dataset.Augmented"/>.
/// </summary>
/// <example><code>
/// Dataset varied = cifar.Augmented(Augmentation.Sequence(
///     Augmentation.Crop(padding: 4),
///     Augmentation.FlipHorizontally(),
///     Augmentation.Cutout(8)));
/// </code></example>
public abstract class Augmentation
{
    /// <summary>Changes an image in place, without allocating.</summary>
    /// <param name="random">Where the random numbers come from.</param>
    /// <param name="size">The size of the image.</param>
    /// <param name="image">The image, one channel after the other.</param>
    /// <param name="scratch">As many floats of undefined content.</param>
    public abstract void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch);

    /// <summary>Throws where images of a size cannot be changed so.</summary>
    /// <param name="size">The size of the images.</param>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public virtual void Check(in ImageSize size)
    {
    }

    /// <summary>Several changes, in this order.</summary>
    /// <param name="steps">The changes.</param>
    public static Augmentation Sequence(params Augmentation[] steps) => new AugmentationSequence([.. steps]);

    /// <summary>Mirrors left and right.</summary>
    /// <param name="probability">How often, 0 … 1.</param>
    public static Augmentation FlipHorizontally(float probability = .5f) => new Flip(probability, vertical: false);

    /// <summary>Mirrors top and bottom.</summary>
    /// <param name="probability">How often, 0 … 1.</param>
    public static Augmentation FlipVertically(float probability = .5f) => new Flip(probability, vertical: true);

    /// <summary>Pads all sides and cuts the image's size out of the result at a random place.</summary>
    /// <param name="padding">Pixels at each side, at least 1.</param>
    /// <param name="fill">What the padding holds, on the scale of the samples.</param>
    public static Augmentation Crop(int padding, float fill = 0) => new Crop(padding, fill);

    /// <summary>Turns, scales and shifts at once, with bilinear interpolation.</summary>
    /// <param name="degrees">The largest angle either way.</param>
    /// <param name="scale">The largest change of size either way: .1 draws a factor from .9 to 1.1.</param>
    /// <param name="shift">The largest shift either way along both axes, as a share of the image.</param>
    /// <param name="fill">What comes in from outside, on the scale of the samples.</param>
    public static Augmentation Warp(float degrees = 0, float scale = 0, float shift = 0, float fill = 0) => new Warp(degrees, scale, shift, fill);

    /// <summary>Turns by a random angle.</summary>
    /// <param name="degrees">The largest angle either way.</param>
    /// <param name="fill">What comes in from outside.</param>
    public static Augmentation Rotate(float degrees, float fill = 0) => new Warp(degrees, 0, 0, fill);

    /// <summary>Scales about the middle.</summary>
    /// <param name="scale">The largest change of size either way: .1 draws a factor from .9 to 1.1.</param>
    /// <param name="fill">What comes in from outside.</param>
    public static Augmentation Scale(float scale, float fill = 0) => new Warp(0, scale, 0, fill);

    /// <summary>Shifts along both axes, by parts of pixels too.</summary>
    /// <param name="share">The largest shift either way, as a share of the image.</param>
    /// <param name="fill">What comes in from outside.</param>
    public static Augmentation Shift(float share, float fill = 0) => new Warp(0, 0, share, fill);

    /// <summary>
    /// Changes colours: adds to all values (brightness), scales their distance from the image's mean (contrast), and
    /// scales the distance of each pixel's channels from their mean (saturation).
    /// </summary>
    /// <param name="brightness">The largest number added either way, on the scale of the samples.</param>
    /// <param name="contrast">The largest change of the factor either way.</param>
    /// <param name="saturation">The largest change of the factor either way.</param>
    public static Augmentation ColourJitter(float brightness = 0, float contrast = 0, float saturation = 0) => new ColourJitter(brightness, contrast, saturation);

    /// <summary>Blanks a square at a random place; part of it may lie outside (DeVries and Taylor, 2017).</summary>
    /// <param name="size">Rows and columns of the square, at least 1.</param>
    /// <param name="fill">What it becomes, on the scale of the samples.</param>
    public static Augmentation Cutout(int size, float fill = 0) => new Cutout(size, fill);

    private protected static float Positive(float value, string name) => float.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value}; expected a finite number of at least 0."));
}

/// <summary>Several changes in order.</summary>
internal sealed class AugmentationSequence(Augmentation[] steps) : Augmentation
{
    public override void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch)
    {
        foreach (Augmentation step in steps)
        {
            step.Apply(ref random, size, image, scratch);
        }
    }

    public override void Check(in ImageSize size)
    {
        foreach (Augmentation step in steps)
        {
            step.Check(size);
        }
    }
}
