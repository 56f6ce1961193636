using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.Mutations;

/// <summary>
/// One mistake is one error, in its place, and C# has nothing to add, not even where the network is used; two mistakes that
/// have nothing to do with one another are two errors. Every mistake is made in every line of sound networks that can have it.
/// </summary>
public class MutationTests
{
    private const int Pairs = 80;

    private static readonly ConcurrentDictionary<Draft, Lazy<(Mutation Mutation, int Line, Draft Draft)[]>> Known = [];

    public static TheoryData<string> Networks => [.. Draft.Sound.Select(draft => draft.Name)];

    [Fact]
    public void The_networks_are_sound() => Assert.All(Run(Draft.Sound), mutant => Assert.Equal("", mutant.Found));

    [Theory]
    [MemberData(nameof(Networks))]
    public void One_mistake_is_one_error(string name)
    {
        Draft draft = Draft.Sound.Single(draft => draft.Name == name);
        (Mutation Mutation, int Line, Draft Draft)[] cases = [.. Cases(draft), .. Mutation.OfClass.Select(mutation => (mutation, 0, mutation.Apply(draft, 0)!))];
        foreach (((Mutation mutation, int line, _), Mutant mutant) in cases.Zip(Run([.. cases.Select(item => item.Draft)])))
        {
            Assert.True(mutant.Errors.Length == 1 && mutation.Ids.Contains(mutant.Errors[0].Id) && mutant.IsInPlace, $"{mutation.Name} in line {line + 1}:\n{mutant}");
        }
    }

    [Fact]
    public void Every_mistake_is_made_somewhere() => Assert.All(
        Mutation.OfLines, mutation => Assert.Contains(Draft.Sound, draft => Cases(draft).Any(made => made.Mutation == mutation)));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Two_mistakes_are_two_errors(string name)
    {
        Draft draft = Draft.Sound.Single(draft => draft.Name == name);
        (Mutation Mutation, int Line, Draft Draft)[] single = [.. Cases(draft)];
        var random = new Random(name.Length);
        List<(Mutation First, Mutation Second, Draft Draft)> pairs = [];
        while (pairs.Count < Pairs)
        {
            (Mutation mutation, int line, _) = single[random.Next(single.Length)];
            (Mutation other, int below, Draft first) = single[random.Next(single.Length)];
            if (line < below && mutation.Apply(first, line) is { } both)
            {
                pairs.Add((mutation, other, both));
            }
        }

        foreach (((Mutation first, Mutation second, _), Mutant mutant) in pairs.Zip(Run([.. pairs.Select(pair => pair.Draft)])))
        {
            // What is wrong with a shape is unknown below another mistake.
            string[] missing = [.. new[] { (Mutation: first, Place: 0), (Mutation: second, Place: 1) }
                .Where(made => made.Place == 0 || made.Mutation.IsLocal)
                .Where(made => !mutant.Errors.Any(error => error.Location.SourceSpan == mutant.Spans[made.Place] && made.Mutation.Ids.Contains(error.Id)))
                .Select(made => made.Mutation.Name)];
            Assert.True(missing.Length == 0 && mutant.Errors.Length <= 2 && mutant.IsInPlace, $"{first.Name}, {second.Name}; missing: {string.Join(", ", missing)}\n{mutant}");
        }
    }

    /// <summary>Each mistake where it bites: some are none where what reaches the line allows it.</summary>
    private static (Mutation Mutation, int Line, Draft Draft)[] Cases(Draft draft) => Known.GetOrAdd(draft, known => new(() => Made(known))).Value;

    private static (Mutation Mutation, int Line, Draft Draft)[] Made(Draft draft)
    {
        (Mutation Mutation, int Line, Draft Draft)[] made =
        [
            .. from mutation in Mutation.OfLines
               from line in Enumerable.Range(0, draft.Lines.Length)
               let mutant = mutation.Apply(draft, line)
               where mutant is not null
               select (mutation, line, mutant),
        ];
        return [.. made.Zip(Run([.. made.Select(item => item.Draft)])).Where(pair => pair.First.Mutation.IsLocal || pair.Second.Errors.Any(error => error.Location.SourceSpan == pair.Second.Spans[0])).Select(pair => pair.First)];
    }

    /// <summary>All of them in one compilation, each in a namespace of its own.</summary>
    private static ImmutableArray<Mutant> Run(IReadOnlyList<Draft> drafts)
    {
        MarkedSource[] sources = [.. drafts.Select((draft, i) => MarkedSource.Parse(draft.Source("M" + i.ToString(CultureInfo.InvariantCulture) + "_")))];
        Generated generated = InMemory.Generate([.. sources.Select(source => source.Text)]);
        Assert.Empty(generated.Diagnostics);
        ILookup<string, Diagnostic> ours = InMemory.Analyze(generated.Compilation)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .ToLookup(diagnostic => diagnostic.Location.SourceTree!.FilePath);
        Diagnostic[] theirs = [.. generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        return
        [
            .. sources.Select((source, i) => new Mutant(
                source.Text,
                source.Spans,
                [.. ours[$"Test{i}.cs"]],
                [.. theirs.Where(error => error.Location.SourceTree is { } tree && (tree.FilePath == $"Test{i}.cs" || tree.FilePath.Contains($"M{i}_", StringComparison.Ordinal)))])),
        ];
    }

    /// <summary>What is said of a source.</summary>
    /// <param name="Source">The source.</param>
    /// <param name="Spans">The places of its mistakes.</param>
    /// <param name="Errors">Ours.</param>
    /// <param name="Others">C#'s.</param>
    private sealed record Mutant(string Source, ImmutableArray<TextSpan> Spans, ImmutableArray<Diagnostic> Errors, ImmutableArray<Diagnostic> Others)
    {
        /// <summary>Every error of ours lies under a mistake, no two under the same, and C# reports none.</summary>
        public bool IsInPlace => Others.IsEmpty
            && Errors.All(error => Spans.Contains(error.Location.SourceSpan))
            && Errors.DistinctBy(error => error.Location.SourceSpan).Count() == Errors.Length;

        public string Found => string.Join("\n", Errors.Concat(Others).Select(error => error.ToString()));

        public override string ToString() => Source + "\n\n" + Found;
    }
}
