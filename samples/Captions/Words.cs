namespace Samples.Captions;

/// <summary>The words of captions, as tokens.</summary>
internal static class Words
{
    /// <summary>The longest caption has six words: with the start in front, or the end behind, seven steps.</summary>
    public const int Steps = 7;

    /// <summary>Different words, the start and the end among them.</summary>
    public const int Count = 14;

    /// <summary>The label of a step behind the end, which counts for nothing.</summary>
    public const int Nothing = -1;

    private const int Start = 0, End = 1;

    private static readonly string[] All =
        ["(start)", "(end)", "red", "green", "blue", "yellow", "white", "circle", "square", "triangle", "above", "left", "of", "inside"];

    /// <summary>What goes into the network, and what is to come out: teacher forcing gives it the right words so far.</summary>
    public static void Write(string caption, Span<int> words, Span<int> labels)
    {
        words.Fill(End);
        labels.Fill(Nothing);
        words[0] = Start;
        string[] parts = caption.Split(' ');
        for (int i = 0; i < parts.Length; i++)
        {
            labels[i] = words[i + 1] = Array.IndexOf(All, parts[i]);
        }

        labels[parts.Length] = End;
    }

    /// <summary>Writes captions of pictures, each word the one with the greatest score after those before it.</summary>
    public static string[] Read(CaptionNet net, ReadOnlySpan<float> pictures, int count)
    {
        int[] words = new int[count * Steps];
        float[] scores = new float[count * Steps * Count];
        Array.Fill(words, End);
        for (int step = 0; step < Steps; step++)
        {
            for (int i = 0; i < count; i++)
            {
                words[(i * Steps) + step] = step == 0 ? Start : Best(scores.AsSpan(((i * Steps) + step - 1) * Count, Count));
            }

            net.Predict(pictures, words, scores);
        }

        return [.. Enumerable.Range(0, count).Select(i => string.Join(' ', words.AsSpan((i * Steps) + 1, Steps - 1).ToArray().TakeWhile(word => word != End).Select(word => All[word])))];
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
