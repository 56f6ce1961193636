namespace Espalier.Training;

/// <summary>A blank square.</summary>
internal sealed class Cutout : Augmentation
{
    private readonly int _square;
    private readonly float _fill;

    internal Cutout(int size, float fill)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _square = size;
        _fill = fill;
    }

    public override void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch)
    {
        // The middle lies anywhere in the image, as in the paper.
        int top = random.NextInt(size.Height) - (_square / 2);
        int left = random.NextInt(size.Width) - (_square / 2);
        int from = Math.Max(0, left);
        int width = Math.Min(size.Width, left + _square) - from;
        for (int channel = 0; channel < size.Channels; channel++)
        {
            for (int y = Math.Max(0, top); y < Math.Min(size.Height, top + _square); y++)
            {
                image.Slice((((channel * size.Height) + y) * size.Width) + from, width).Fill(_fill);
            }
        }
    }
}
