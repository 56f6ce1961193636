namespace Samples.Captions;

/// <summary>A picture with one or two shapes, drawn at random, and what it shows in words.</summary>
/// <param name="Pixels">Red, green and blue planes of <see cref="Size"/> × <see cref="Size"/> numbers from 0 to 1.</param>
/// <param name="Caption">"red circle above blue square"; the upper or left shape comes first.</param>
internal sealed record Scene(float[] Pixels, string Caption)
{
    /// <summary>Rows and columns.</summary>
    public const int Size = 32;

    private static readonly string[] Colours = ["red", "green", "blue", "yellow", "white"];
    private static readonly string[] Shapes = ["circle", "square", "triangle"];

    public static Scene Draw(Random random)
    {
        float[] pixels = new float[3 * Size * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Between(0, 0.15f);
        }

        (string colour, string shape) = (Pick(Colours), Pick(Shapes));
        string other = Pick(Colours.Where(name => name != colour).ToArray()) + " " + Pick(Shapes);
        string first = colour + " " + shape;
        switch (random.Next(4))
        {
            case 0:
                Paint(first, Between(10, 22), Between(10, 22), Between(5, 9));
                return new Scene(pixels, first);
            case 1:
                Paint(first, Between(8, 24), Between(6, 9), Between(4.5f, 6));
                Paint(other, Between(8, 24), Between(22, 25), Between(4.5f, 6));
                return new Scene(pixels, first + " above " + other);
            case 2:
                Paint(first, Between(6, 9), Between(8, 24), Between(4.5f, 6));
                Paint(other, Between(22, 25), Between(8, 24), Between(4.5f, 6));
                return new Scene(pixels, first + " left of " + other);
            default:
                (float x, float y) = (Between(13, 19), Between(13, 19));
                Paint(other, x, y, Between(11, 13));
                Paint(first, x, y + (other.EndsWith("triangle", StringComparison.Ordinal) ? 3 : 0), Between(3.5f, 4.5f));
                return new Scene(pixels, first + " inside " + other);
        }

        float Between(float least, float most) => least + (random.NextSingle() * (most - least));

        string Pick(string[] names) => names[random.Next(names.Length)];

        void Paint(string what, float x, float y, float radius)
        {
            (float r, float g, float b) = what.Split(' ')[0] switch
            {
                "red" => (1f, 0.15f, 0.15f),
                "green" => (0.15f, 0.9f, 0.2f),
                "blue" => (0.2f, 0.35f, 1f),
                "yellow" => (1f, 0.9f, 0.15f),
                _ => (1f, 1f, 1f),
            };
            float light = Between(0.75f, 1);
            for (int row = 0; row < Size; row++)
            {
                for (int column = 0; column < Size; column++)
                {
                    float dx = (column - x) / radius, dy = (row - y) / radius;
                    bool isInside = what.Split(' ')[1] switch
                    {
                        "circle" => (dx * dx) + (dy * dy) <= 1,
                        "square" => Math.Abs(dx) <= 0.88f && Math.Abs(dy) <= 0.88f,
                        _ => dy <= 0.8f && dy >= -1 && Math.Abs(dx) <= (dy + 1) / 1.8f,
                    };
                    if (isInside)
                    {
                        int at = (row * Size) + column;
                        pixels[at] = r * light;
                        pixels[(Size * Size) + at] = g * light;
                        pixels[(2 * Size * Size) + at] = b * light;
                    }
                }
            }
        }
    }
}
