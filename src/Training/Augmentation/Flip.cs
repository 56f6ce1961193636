namespace Espalier.Training;

/// <summary>Mirrors an image along one axis.</summary>
internal sealed class Flip : Augmentation
{
    private readonly float _probability;
    private readonly bool _vertical;

    internal Flip(float probability, bool vertical)
    {
        _probability = probability is >= 0 and <= 1
            ? probability
            : throw new ArgumentOutOfRangeException(nameof(probability), probability, FormattableString.Invariant($"The probability is {probability}; expected 0 … 1."));
        _vertical = vertical;
    }

    public override void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch)
    {
        if (random.NextFloat() >= _probability)
        {
            return;
        }

        int rows = size.Channels * size.Height;
        for (int row = 0; row < rows; row++)
        {
            Span<float> line = image.Slice(row * size.Width, size.Width);
            if (!_vertical)
            {
                line.Reverse();
                continue;
            }

            int y = row % size.Height;
            Span<float> other = image.Slice((row - y + size.Height - 1 - y) * size.Width, size.Width);
            if (y < size.Height / 2)
            {
                line.CopyTo(scratch);
                other.CopyTo(line);
                scratch[..size.Width].CopyTo(other);
            }
        }
    }
}
