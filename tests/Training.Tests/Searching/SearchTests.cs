using Espalier.Training.Searching;

namespace Espalier.Training.Tests.Searching;

public sealed class SearchTests
{
    private static readonly SearchSpace Space = new SearchSpace().Logarithmic("rate", 1e-4, 1).Linear("drop", 0, .8).Choice("net", ("narrow", 10), ("wide", 20));

    [Fact]
    public void A_grid_tries_all_combinations()
    {
        SearchResult result = Search.Grid(Space, 3, Score);
        Assert.Equal(18, result.Trials.Count);
        Assert.Equal([1e-4, 1e-2, 1], result.Trials.Select(trial => Math.Round(trial["rate"], 6)).Distinct().Order());
        Assert.Equal([0f, .4f, .8f], result.Trials.Select(trial => trial["drop"]).Distinct().Order());
        Assert.Equal((20, 1e-2f, .4f), (result.Best.Choice<int>("net"), result.Best["rate"], result.Best["drop"]));
        Assert.Equal(result.Trials.Select(trial => trial.Score).OrderDescending(), result.Trials.Select(trial => trial.Score));
    }

    [Fact]
    public void Random_points_lie_evenly_on_their_scale_and_do_not_depend_on_threads()
    {
        SearchResult result = Search.Random(Space, 2000, Score, seed: 1, threads: 2);
        Assert.InRange(result.Trials.Count(trial => trial["rate"] < 1e-2f), 900, 1100);
        Assert.InRange(result.Trials.Count(trial => trial["drop"] < .4f), 900, 1100);
        Assert.InRange(result.Trials.Count(trial => trial.Choice<int>("net") == 10), 900, 1100);
        Assert.Equal(result.Trials.Select(trial => trial.Score), Search.Random(Space, 2000, Score, seed: 1, threads: 1).Trials.Select(trial => trial.Score));
    }

    [Fact]
    public void Narrowing_comes_closer_than_as_many_random_points()
    {
        double narrowing = Enumerable.Range(0, 20).Average(seed => Search.Narrowing(Space, 3, 12, Score, seed: seed).Best.Score);
        double random = Enumerable.Range(0, 20).Average(seed => Search.Random(Space, 36, Score, seed: seed).Best.Score);
        Assert.True(narrowing > random, $"narrowing {narrowing}, random {random}");
    }

    [Fact]
    public void The_result_is_a_table_a_plot_and_code()
    {
        SearchResult result = Search.Grid(Space, 3, trial => trial["drop"] == 0 ? double.NaN : Score(trial));
        Assert.Contains("wide", result.ToTable(2));
        Assert.Equal(3, result.ToTable(2).TrimEnd().Split('\n').Length);
        Assert.Contains("not a number", result.ToTable(100));
        Assert.Contains("<circle", result.Plot("rate").ToSvg());
        Assert.Contains("const float rate = 0.01f;", result.BestAsCode());
        Assert.Contains("const string net = \"wide\";", result.BestAsCode());
        Assert.Contains("const int batch = 64;", Search.Grid(new SearchSpace().Choice("batch", ("64", 64)), 1, trial => trial.Choice<int>("batch")).BestAsCode());
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchSpace().Logarithmic("rate", 0, 1));
        Assert.Throws<ArgumentException>(() => new SearchSpace().Linear("a", 1, 0));
        Assert.Throws<ArgumentException>(() => new SearchSpace().Linear("a", 0, 1).Linear("a", 0, 1));
        Assert.Throws<ArgumentException>(() => new SearchSpace().Choice<int>("a"));
        Assert.Throws<ArgumentException>(() => Search.Random(new SearchSpace(), 1, _ => 0));
        Assert.Contains("has no 'size'", Assert.Throws<AggregateException>(() => Search.Random(Space, 1, trial => trial["size"])).InnerException!.Message);
    }

    // Best at a rate of 1e-2, a drop of .4 and the wide net.
    private static double Score(Trial trial) =>
        -Math.Pow(Math.Log10(trial["rate"]) + 2, 2) - Math.Pow(trial["drop"] - .4, 2) + (trial.Choice<int>("net") / 100.0);
}
