namespace Espalier.Training;

/// <summary>Rotation, scaling and shift about the middle of the image, in one bilinear reading.</summary>
internal sealed class Warp : Augmentation
{
    private readonly float _radians;
    private readonly float _scale;
    private readonly float _shift;
    private readonly float _fill;

    internal Warp(float degrees, float scale, float shift, float fill)
    {
        _radians = Positive(degrees, nameof(degrees)) * MathF.PI / 180;
        _scale = Positive(scale, nameof(scale)) < 1 ? scale : throw new ArgumentOutOfRangeException(nameof(scale), scale, FormattableString.Invariant($"scale is {scale}; expected a number below 1."));
        _shift = Positive(shift, nameof(shift));
        _fill = fill;
    }

    public override void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch)
    {
        float angle = random.NextFloat(-_radians, _radians);
        float factor = 1 / random.NextFloat(1 - _scale, 1 + _scale);
        float shiftX = random.NextFloat(-_shift, _shift) * size.Width;
        float shiftY = random.NextFloat(-_shift, _shift) * size.Height;
        image.CopyTo(scratch);

        // Where a pixel of the result comes from: the inverse of the turn, scaling and shift.
        float cos = MathF.Cos(angle) * factor;
        float sin = MathF.Sin(angle) * factor;
        float middleX = (size.Width - 1) * .5f;
        float middleY = (size.Height - 1) * .5f;
        for (int y = 0; y < size.Height; y++)
        {
            float fromMiddleY = y - middleY - shiftY;
            float sourceX = middleX + (cos * (-middleX - shiftX)) + (sin * fromMiddleY);
            float sourceY = middleY - (sin * (-middleX - shiftX)) + (cos * fromMiddleY);
            int place = y * size.Width;
            for (int x = 0; x < size.Width; x++)
            {
                Read(size, scratch, sourceX, sourceY, image, place + x);
                sourceX += cos;
                sourceY -= sin;
            }
        }
    }

    private void Read(in ImageSize size, ReadOnlySpan<float> source, float x, float y, Span<float> image, int place)
    {
        int left = (int)MathF.Floor(x);
        int top = (int)MathF.Floor(y);
        float right = x - left;
        float below = y - top;
        bool inside = (uint)left < (uint)(size.Width - 1) && (uint)top < (uint)(size.Height - 1);
        for (int channel = 0; channel < size.Channels; channel++, place += size.Plane)
        {
            ReadOnlySpan<float> plane = source.Slice(channel * size.Plane, size.Plane);
            float a, b, c, d;
            if (inside)
            {
                int corner = (top * size.Width) + left;
                (a, b, c, d) = (plane[corner], plane[corner + 1], plane[corner + size.Width], plane[corner + size.Width + 1]);
            }
            else
            {
                a = At(size, plane, left, top);
                b = At(size, plane, left + 1, top);
                c = At(size, plane, left, top + 1);
                d = At(size, plane, left + 1, top + 1);
            }

            float upper = a + (right * (b - a));
            float lower = c + (right * (d - c));
            image[place] = upper + (below * (lower - upper));
        }
    }

    private float At(in ImageSize size, ReadOnlySpan<float> plane, int x, int y) =>
        (uint)x < (uint)size.Width && (uint)y < (uint)size.Height ? plane[(y * size.Width) + x] : _fill;
}
