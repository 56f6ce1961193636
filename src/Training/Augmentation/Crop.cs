namespace Espalier.Training;

/// <summary>Padding and cropping: a shift by whole pixels.</summary>
internal sealed class Crop : Augmentation
{
    private readonly int _padding;
    private readonly float _fill;

    internal Crop(int padding, float fill)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(padding, 1);
        _padding = padding;
        _fill = fill;
    }

    public override void Check(in ImageSize size)
    {
        if (_padding >= size.Height || _padding >= size.Width)
        {
            throw new ArgumentException($"The padding is {_padding}; with images of {size.Height}×{size.Width} some crops would hold nothing of the image.");
        }
    }

    public override void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch)
    {
        int dy = random.NextInt((2 * _padding) + 1) - _padding;
        int dx = random.NextInt((2 * _padding) + 1) - _padding;
        image.CopyTo(scratch);
        image.Fill(_fill);
        int width = size.Width - Math.Abs(dx);
        for (int channel = 0; channel < size.Channels; channel++)
        {
            for (int y = Math.Max(0, dy); y < size.Height + Math.Min(0, dy); y++)
            {
                int target = (((channel * size.Height) + y) * size.Width) + Math.Max(0, dx);
                int source = (((channel * size.Height) + y - dy) * size.Width) + Math.Max(0, -dx);
                scratch.Slice(source, width).CopyTo(image[target..]);
            }
        }
    }
}
