using System.Globalization;

namespace Espalier.Fuzz;

/// <summary>A declaration that breaks a promise.</summary>
/// <param name="Seed">Draws it again.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Source">The shortest source found that shows it.</param>
internal sealed record Failure(int Seed, string Problem, string Source)
{
    public override string ToString() => $"seed {Seed.ToString(CultureInfo.InvariantCulture)}: {Problem}\n\n{Source}\n";
}

/// <summary>Draws declarations, each by a seed of its own, and checks them.</summary>
internal static class Campaign
{
    /// <summary>The declaration of a seed.</summary>
    public static string Draw(int seed) => new Declarations(new Random(seed), Oracle.IsSound, Oracle.SmallPlan).Draw();

    /// <summary>Draws a declaration and checks it.</summary>
    /// <returns>How it ended, and, where a promise is broken, the shortest declaration found that breaks it.</returns>
    public static (Verdict Verdict, Failure? Failure) Try(int seed)
    {
        string source = Draw(seed);
        Verdict verdict = Oracle.Check(source);
        if (verdict.Problem is null)
        {
            return (verdict, null);
        }

        string shortest = Shrinker.Shrink(source, shorter => Oracle.Check(shorter).Kind == verdict.Kind);
        return (verdict, new Failure(seed, Oracle.Check(shortest).Problem ?? verdict.Problem, shortest));
    }
}
