using Espalier.Training;

namespace Samples.RealTime;

/// <summary>Sound to learn from: plucked strings, and the amplifier that a network is to imitate.</summary>
public static class Guitar
{
    /// <summary>
    /// Plucked strings (Karplus and Strong 1983: noise that goes round in a delay line and is averaged on its way), chords and
    /// single notes, of varying strength.
    /// </summary>
    public static Wav Pluck(int rate, double seconds, int seed)
    {
        var random = new SeededRandom(seed);
        float[] sound = new float[(int)(seconds * rate)];
        for (int start = 0; start < sound.Length; start += rate / 4)
        {
            float strength = 0.15f + (0.5f * random.NextFloat());
            for (int note = random.NextInt(3); note >= 0; note--)
            {
                Add(sound, start, rate / (82.4 * Math.Pow(2, random.NextInt(30) / 12.0)), strength, ref random);
            }
        }

        return new Wav(rate, [.. sound.Select(value => Math.Clamp(value, -1, 1))]);
    }

    /// <summary>
    /// The amplifier: the lows taken off, an overdriven stage that clips one side sooner than the other, a speaker that lets few
    /// highs through. Of each filter one number is remembered.
    /// </summary>
    public static float[] Amplify(ReadOnlySpan<float> sound, int rate)
    {
        float low = Pole(150, rate), high = Pole(3000, rate), lows = 0, speaker = 0, offset = MathF.Tanh(0.2f);
        float[] loud = new float[sound.Length];
        for (int i = 0; i < sound.Length; i++)
        {
            lows += low * (sound[i] - lows);
            speaker += high * (MathF.Tanh((5 * (sound[i] - lows)) + 0.2f) - offset - speaker);
            loud[i] = 0.7f * speaker;
        }

        return loud;
    }

    private static float Pole(double hertz, int rate) => (float)(1 - Math.Exp(-2 * Math.PI * hertz / rate));

    private static void Add(float[] sound, int start, double period, float strength, ref SeededRandom random)
    {
        float[] line = new float[Math.Max(2, (int)Math.Round(period))];
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = strength * ((2 * random.NextFloat()) - 1);
        }

        for (int i = start, at = 0; i < sound.Length; i++, at = (at + 1) % line.Length)
        {
            sound[i] += line[at];
            line[at] = 0.4985f * (line[at] + line[(at + 1) % line.Length]);
        }
    }
}
