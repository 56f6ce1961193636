using System.Numerics;

namespace Espalier.Training;

/// <summary>Draws one digit after another into 28×28 bytes; reuses its memory.</summary>
internal sealed class DigitPen
{
    private const int Size = SyntheticDigits.Size;

    // Pieces of a curve between two of its points.
    private const int Pieces = 5;

    // Half the size of the drawn digit in pixels: MNIST's digits fill 20 of 28.
    private const float Radius = 9.6f;

    private readonly float[] _ink = new float[Size * Size];
    private readonly Vector2[] _points = new Vector2[32];

    /// <summary>Draws a digit.</summary>
    /// <param name="digit">0 … 9.</param>
    /// <param name="random">Where all that is accidental comes from.</param>
    /// <param name="pixels">Takes the rows, 0 for paper, 255 for ink.</param>
    internal void Draw(int digit, SeededRandom random, Span<byte> pixels)
    {
        DigitStrokes.Stroke[][] styles = DigitStrokes.Styles[digit];
        DigitStrokes.Stroke[] style = styles[random.NextInt(styles.Length)];
        Matrix3x2 warp = Warp(ref random);
        var bend = Bend.Draw(ref random);
        float shake = random.NextFloat(.03f, .1f);
        float thickness = random.NextFloat(.65f, 1.75f);
        float softness = random.NextFloat(.5f, .9f);
        Array.Clear(_ink);
        foreach (DigitStrokes.Stroke stroke in style)
        {
            Span<Vector2> points = _points.AsSpan(0, stroke.Points.Length);
            for (int i = 0; i < points.Length; i++)
            {
                var accident = new Vector2(random.NextNormal(), random.NextNormal());
                points[i] = Vector2.Transform(bend.Apply(stroke.Points[i] + (shake * accident)), warp);
            }

            DrawStroke(points, stroke.Curved, thickness, softness);
        }

        Develop(ref random, pixels);
    }

    // Slant, then scale, then turn, then shift: the usual order of a hand's peculiarities.
    private static Matrix3x2 Warp(ref SeededRandom random)
    {
        float slant = .3f * random.NextNormal();
        float turn = .18f * random.NextNormal();
        float size = Radius * random.NextFloat(.72f, 1.06f);
        float narrowness = random.NextFloat(.75f, 1.4f);
        var shift = new Vector2(13.5f + (1.3f * random.NextNormal()), 13.5f + (1.3f * random.NextNormal()));
        var shear = new Matrix3x2(1, 0, -slant, 1, 0, 0);
        return shear * Matrix3x2.CreateScale(size * narrowness, size) * Matrix3x2.CreateRotation(turn) * Matrix3x2.CreateTranslation(shift);
    }

    private void DrawStroke(ReadOnlySpan<Vector2> points, bool curved, float thickness, float softness)
    {
        for (int i = 0; i + 1 < points.Length; i++)
        {
            if (!curved)
            {
                DrawSegment(points[i], points[i + 1], thickness, softness);
                continue;
            }

            Vector2 before = points[Math.Max(i - 1, 0)];
            Vector2 after = points[Math.Min(i + 2, points.Length - 1)];
            Vector2 start = points[i];
            for (int piece = 1; piece <= Pieces; piece++)
            {
                Vector2 end = CatmullRom(before, points[i], points[i + 1], after, piece / (float)Pieces);
                DrawSegment(start, end, thickness, softness);
                start = end;
            }
        }
    }

    // The smooth line through points (Catmull and Rom, 1974), between the second and the third.
    private static Vector2 CatmullRom(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t) =>
        .5f * ((2 * b) + ((c - a) * t) + (((2 * a) - (5 * b) + (4 * c) - d) * (t * t)) + (((3 * (b - c)) + d - a) * (t * t * t)));

    // Ink by distance from the segment: full inside the pen's radius, falling smoothly to nothing at its edge.
    private void DrawSegment(Vector2 a, Vector2 b, float thickness, float softness)
    {
        float reach = thickness + softness;
        Vector2 low = Vector2.Min(a, b) - new Vector2(reach);
        Vector2 high = Vector2.Max(a, b) + new Vector2(reach);
        int left = Math.Max((int)MathF.Ceiling(low.X), 0);
        int right = Math.Min((int)MathF.Floor(high.X), Size - 1);
        int top = Math.Max((int)MathF.Ceiling(low.Y), 0);
        int bottom = Math.Min((int)MathF.Floor(high.Y), Size - 1);
        Vector2 along = b - a;
        float scale = 1 / Math.Max(along.LengthSquared(), 1e-9f);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                Vector2 from = new Vector2(x, y) - a;
                float place = Math.Clamp(Vector2.Dot(from, along) * scale, 0, 1);
                float distance = (from - (place * along)).Length();
                float edge = Math.Clamp((reach - distance) / (2 * softness), 0, 1);
                float ink = edge * edge * (3 - (2 * edge));
                ref float pixel = ref _ink[(y * Size) + x];
                pixel = Math.Max(pixel, ink);
            }
        }
    }

    // Uneven pressure, paper noise, then bytes.
    private void Develop(ref SeededRandom random, Span<byte> pixels)
    {
        float pressure = random.NextFloat(.75f, 1.05f);
        float lean = random.NextFloat(-.012f, .012f);
        float grain = random.NextFloat(0, .12f);
        float specks = random.NextFloat(-.03f, .02f);
        for (int i = 0; i < pixels.Length; i++)
        {
            float ink = _ink[i] * (pressure + (lean * ((i % Size) - 14)));
            float noise = random.NextNormal() * ((grain * ink) + Math.Max(specks, 0));
            pixels[i] = (byte)(Math.Clamp(ink + noise, 0, 1) * 255 + .5f);
        }
    }

    /// <summary>A smooth random displacement: one sine wave along each axis.</summary>
    private readonly struct Bend
    {
        private readonly Vector2 _amplitude;
        private readonly Vector2 _frequency;
        private readonly Vector2 _phase;

        private Bend(Vector2 amplitude, Vector2 frequency, Vector2 phase)
        {
            _amplitude = amplitude;
            _frequency = frequency;
            _phase = phase;
        }

        internal static Bend Draw(ref SeededRandom random) => new(
            new Vector2(random.NextFloat(0, .13f), random.NextFloat(0, .13f)),
            new Vector2(random.NextFloat(1, 2.6f), random.NextFloat(1, 2.6f)),
            new Vector2(random.NextFloat(0, 6.2832f), random.NextFloat(0, 6.2832f)));

        internal Vector2 Apply(Vector2 point) => point + (_amplitude * new Vector2(
            MathF.Sin((_frequency.X * point.Y) + _phase.X),
            MathF.Sin((_frequency.Y * point.X) + _phase.Y)));
    }
}
