namespace Espalier.Fuzz;

/// <summary>How the check of a declaration ended.</summary>
/// <param name="Ending">In a word.</param>
/// <param name="Problem">The promise that is broken, beginning with a word for its kind and a colon; null where all are kept.</param>
internal sealed record Verdict(string Ending, string? Problem = null)
{
    /// <summary>C# has errors of its own to report.</summary>
    public static readonly Verdict HalfTyped = new("half typed");

    /// <summary>Espalier has errors to report, and C# none.</summary>
    public static readonly Verdict Refused = new("refused");

    /// <summary>It compiles and is too large to be run here.</summary>
    public static readonly Verdict Large = new("compiled");

    /// <summary>It compiles and runs.</summary>
    public static readonly Verdict Ran = new("ran");

    public static Verdict Broken(string problem) => new("broken", problem);

    /// <summary>The kind of the problem.</summary>
    public string? Kind => Problem?[..Problem.IndexOf(':', StringComparison.Ordinal)];
}
