using Espalier.Training;

namespace Samples.Cifar;

/// <summary>Pictures of CIFAR-10's size for those who have no CIFAR-10: drawn digits in colour on a ground of another.</summary>
internal static class Pictures
{
    private const int Size = 32, Margin = 2, Digit = 28;

    public static ImageDataset Draw(int count, int seed)
    {
        ImageDataset digits = SyntheticDigits.Draw(count, seed);
        var random = new Random(seed);
        byte[] pixels = new byte[count * 3 * Size * Size], labels = new byte[count];
        float[] digit = new float[Digit * Digit];
        for (int i = 0; i < count; i++)
        {
            digits.CopyInput(i, digit);
            labels[i] = (byte)digits.Label(i);
            for (int channel = 0; channel < 3; channel++)
            {
                float ground = random.Next(0, 100), ink = random.Next(130, 256);
                Span<byte> plane = pixels.AsSpan(((i * 3) + channel) * Size * Size, Size * Size);
                plane.Fill((byte)ground);
                for (int y = 0; y < Digit; y++)
                {
                    for (int x = 0; x < Digit; x++)
                    {
                        plane[((y + Margin) * Size) + x + Margin] = (byte)(ground + ((ink - ground) * digit[(y * Digit) + x]));
                    }
                }
            }
        }

        return new ImageDataset(3, Size, Size, pixels, labels, classes: 10);
    }
}
