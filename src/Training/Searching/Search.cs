using System.Diagnostics;

namespace Espalier.Training.Searching;

/// <summary>
/// Searches a space for the settings that score best, several trials at a time. Which points are tried depends on the
/// seed alone, not on the number of threads.
/// </summary>
public static class Search
{
    /// <summary>Tries all combinations.</summary>
    /// <param name="space">What is tried.</param>
    /// <param name="perRange">How many numbers of each range, its ends among them; choices are all tried.</param>
    /// <param name="score">Trains and measures; greater is better. Called by several threads.</param>
    /// <param name="threads">Trials at a time; unset, as many as there are cores.</param>
    public static SearchResult Grid(SearchSpace space, int perRange, Func<Trial, double> score, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfLessThan(perRange, 1);
        var trials = new List<Trial>();
        int[] counts = [.. space.Dimensions.Select(dimension => dimension.Choices.Length > 0 ? dimension.Choices.Length : perRange)];
        long total = counts.Aggregate(1L, (product, count) => checked(product * count));
        for (long point = 0; point < total; point++)
        {
            long rest = point;
            double[] values = new double[counts.Length];
            for (int d = counts.Length - 1; d >= 0; d--)
            {
                long place = rest % counts[d];
                rest /= counts[d];
                SearchSpace.Dimension dimension = space.Dimensions[d];
                values[d] = dimension.Choices.Length > 0 ? place : dimension.At(counts[d] == 1 ? .5 : place / (counts[d] - 1.0));
            }

            trials.Add(new Trial(space, trials.Count, values));
        }

        return Run(space, trials, score, threads);
    }

    /// <summary>Tries random points: better than a grid where few of the settings matter (Bergstra and Bengio, 2012).</summary>
    /// <param name="space">What is tried.</param>
    /// <param name="trials">How many points, at least 1.</param>
    /// <param name="score">Trains and measures; greater is better. Called by several threads.</param>
    /// <param name="seed">Fixes the points.</param>
    /// <param name="threads">Trials at a time; unset, as many as there are cores.</param>
    public static SearchResult Random(SearchSpace space, int trials, Func<Trial, double> score, long seed = 0, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        return Run(space, Draw(space, trials, seed, 0), score, threads);
    }

    /// <summary>
    /// From coarse to fine: random points, then random points of the smaller space that the best of them span, and so
    /// on.
    /// </summary>
    /// <param name="space">What is tried.</param>
    /// <param name="rounds">How often, at least 1.</param>
    /// <param name="trials">Points of each round, at least 2.</param>
    /// <param name="score">Trains and measures; greater is better. Called by several threads.</param>
    /// <param name="keep">The share of a round's points that spans the next space, above 0 and at most 1.</param>
    /// <param name="seed">Fixes the points.</param>
    /// <param name="threads">Trials at a time; unset, as many as there are cores.</param>
    public static SearchResult Narrowing(SearchSpace space, int rounds, int trials, Func<Trial, double> score, double keep = .25, long seed = 0, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 2);
        if (!(keep > 0 && keep <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(keep), keep, FormattableString.Invariant($"keep is {keep}; expected a number above 0 and at most 1."));
        }

        var all = new List<Trial>();
        SearchSpace present = space;
        for (int round = 0; round < rounds; round++)
        {
            SearchResult result = Run(present, Draw(present, trials, seed + round, all.Count), score, threads);
            all.AddRange(result.Trials);
            Trial[] best = [.. result.Trials.Where(trial => trial.Failure is null).Take(Math.Max(2, (int)(keep * trials)))];
            if (best.Length > 1)
            {
                present = present.With(present.Dimensions.Select(dimension => dimension.Choices.Length > 0
                    ? dimension
                    : dimension with { Low = best.Min(trial => trial.Value(dimension.Name)), High = best.Max(trial => trial.Value(dimension.Name)) }));
            }
        }

        return new SearchResult(space, all);
    }

    private static List<Trial> Draw(SearchSpace space, int count, long seed, int first)
    {
        var random = new SeededRandom(seed, -3);
        var trials = new List<Trial>();
        for (int i = 0; i < count; i++)
        {
            trials.Add(new Trial(space, first + i, [.. space.Dimensions.Select(dimension => dimension.At(random.NextFloat()))]));
        }

        return trials;
    }

    private static SearchResult Run(SearchSpace space, List<Trial> trials, Func<Trial, double> score, int? threads)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads ?? 1, 1, nameof(threads));
        if (space.Dimensions.Count == 0)
        {
            throw new ArgumentException("The space is empty; expected at least one range or list of choices.", nameof(space));
        }

        Parallel.ForEach(trials, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount }, trial =>
        {
            var watch = Stopwatch.StartNew();
            try
            {
                double result = score(trial);
                trial.Score = double.IsNaN(result) ? double.NegativeInfinity : result;
                trial.Failure = double.IsNaN(result) ? "the score is not a number" : null;
            }
            catch (Exception overflow) when (overflow is NonFiniteLossException or NonFiniteGradientException)
            {
                trial.Failure = overflow.Message;
            }

            trial.Time = watch.Elapsed;
        });
        return new SearchResult(space, trials);
    }
}
