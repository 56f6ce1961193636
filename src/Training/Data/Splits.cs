namespace Espalier.Training;

/// <summary>Two parts of a data set that have no sample in common.</summary>
/// <param name="Training">What to learn from.</param>
/// <param name="Validation">What to measure on.</param>
public readonly record struct Split(Dataset Training, Dataset Validation);

/// <summary>Parts of a data set, drawn by a seed: the same seed gives the same parts.</summary>
public static class Splits
{
    /// <summary>Sets a random share of the samples aside.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="validation">The share that is set aside, above 0 and below 1; at least one sample stays on each side.</param>
    /// <param name="seed">Fixes the draw.</param>
    /// <exception cref="ArgumentException">The share is out of range, or there are fewer than two samples.</exception>
    public static Split Random(Dataset data, double validation, long seed = 0)
    {
        CheckShare(data, validation);
        int[] order = Shuffled(data.Count, seed);
        int aside = Math.Clamp((int)Math.Round(validation * data.Count), 1, data.Count - 1);
        return new Split(Sorted(data, order[aside..]), Sorted(data, order[..aside]));
    }

    /// <summary>Sets the same random share of each class aside.</summary>
    /// <param name="data">All samples, with classes.</param>
    /// <param name="validation">The share that is set aside, above 0 and below 1; at least one sample of each class stays on each side.</param>
    /// <param name="seed">Fixes the draw.</param>
    /// <exception cref="ArgumentException">The share is out of range, the samples have no classes, or a class has fewer than two samples.</exception>
    public static Split Stratified(Dataset data, double validation, long seed = 0)
    {
        CheckShare(data, validation);
        var aside = new List<int>();
        var kept = new List<int>();
        foreach (List<int> members in ByClass(data, seed, atLeast: 2))
        {
            int share = Math.Clamp((int)Math.Round(validation * members.Count), 1, members.Count - 1);
            aside.AddRange(members[..share]);
            kept.AddRange(members[share..]);
        }

        return new Split(Sorted(data, [.. kept]), Sorted(data, [.. aside]));
    }

    /// <summary>
    /// Cross-validation: cuts the samples into parts of equal size, give or take one, each of which is the validation
    /// set once while all others are trained on.
    /// </summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of parts, from 2 to the number of samples.</param>
    /// <param name="seed">Fixes the draw.</param>
    /// <param name="stratified">Whether each part has the same share of each class; each class then needs a sample for each part.</param>
    /// <exception cref="ArgumentException">There are more parts than samples, or than samples of a class.</exception>
    public static Split[] Folds(Dataset data, int folds, long seed = 0, bool stratified = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (folds < 2 || folds > data.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"{folds} folds were asked for; expected 2 … {data.Count}, the number of samples.");
        }

        // Dealt like cards, so that no two parts differ by more than one sample.
        IEnumerable<int> deck = stratified ? ByClass(data, seed, folds).SelectMany(members => members) : Shuffled(data.Count, seed);
        var parts = new List<int>[folds];
        for (int i = 0; i < folds; i++)
        {
            parts[i] = [];
        }

        int next = 0;
        foreach (int sample in deck)
        {
            parts[next++ % folds].Add(sample);
        }

        return Array.ConvertAll(parts, part => new Split(
            Sorted(data, [.. parts.Where(other => other != part).SelectMany(other => other)]),
            Sorted(data, [.. part])));
    }

    /// <summary>The numbers 0 … count − 1 in random order (Fisher and Yates).</summary>
    internal static int[] Shuffled(int count, long seed)
    {
        int[] order = new int[count];
        var random = new SeededRandom(seed, -1);
        for (int i = 0; i < count; i++)
        {
            int place = random.NextInt(i + 1);
            order[i] = order[place];
            order[place] = i;
        }

        return order;
    }

    private static List<int>[] ByClass(Dataset data, long seed, int atLeast)
    {
        if (data.Classes == 0)
        {
            throw new ArgumentException("The samples have targets; a stratified split needs classes.", nameof(data));
        }

        var members = new List<int>[data.Classes];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = [];
        }

        foreach (int sample in Shuffled(data.Count, seed))
        {
            members[data.Label(sample)].Add(sample);
        }

        int poor = Array.FindIndex(members, list => list.Count < atLeast);
        return poor < 0
            ? members
            : throw new ArgumentException($"Class {poor} has {members[poor].Count} samples; expected at least {atLeast}, one for each part.", nameof(data));
    }

    private static Dataset Sorted(Dataset data, int[] indices)
    {
        Array.Sort(indices);
        return data.Subset(indices);
    }

    private static void CheckShare(Dataset data, double share)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException("validation", share, FormattableString.Invariant($"The share to set aside is {share}; expected a number above 0 and below 1."));
        }

        if (data.Count < 2)
        {
            throw new ArgumentException("There is one sample; a split needs at least two.", nameof(data));
        }
    }
}
