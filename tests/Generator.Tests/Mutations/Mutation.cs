using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Espalier.Generator.Tests.Mutations;

/// <summary>One mistake, and what it does to a line of a sound network.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Ids">The errors that it may be, according to what reaches the line.</param>
/// <param name="Apply">The draft with the mistake and its mark; null where the line has nothing of the sort.</param>
internal sealed record Mutation(string Name, string[] Ids, Func<Draft, int, Draft?> Apply)
{
    /// <summary>Whether it is one whatever stands above: another mistake does not hide it.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Mistakes in a line, for every line that can have them.</summary>
    public static ImmutableArray<Mutation> OfLines { get; } =
    [
        Write("a kernel that does not fit", @"kernel: \d+", "kernel: 99", "ESP0201"),
        Write("groups that do not divide", @"^(Conv2D\(\d+, kernel: \d+)", "$1, groups: 7", "ESP0206"),
        Write("a window that leaves values unread", @"^MaxPool2D\(2\)", "MaxPool2D(5)", "ESP0202"),
        Write("groups of a norm that do not divide", @"^GroupNorm\(\d", "GroupNorm(3", "ESP0242"),
        Write("heads that do not divide", @"^MultiHeadAttention\(\d", "MultiHeadAttention(5", "ESP0254"),
        Write("a block of no width", @"^Named\(Width = \d+", "Named(Width = 0", "ESP0207"),
        Local("no kernel", @"kernel: \d+", "kernel: 0", "ESP0207"),
        Local("a kernel of three numbers", @"kernel: \d+(?=\)|, Name|, From)", "kernel: [3, 3, 3]", "ESP0210"),
        Local("negative padding", @"padding: \d+", "padding: -1", "ESP0207"),
        Local("no units", @"^(Dense|Conv2D|Embedding|Lstm|Gru|MaxPool2D|MultiHeadAttention|GroupNorm)\(\d+", "$1(0", "ESP0207"),
        Local("a probability above one", @"(Dropout\(|dropout: )0\.\d+f", "${1}1.5f", "ESP0208"),
        Local("dropout between no layers", "layers: 2", "layers: 1", "ESP0170"),
        Local("no input", @"^Input\(\d+", "Input(0", "ESP0207"),
        Local("no vocabulary", @"^Tokens\(20, 50", "Tokens(20, 0", "ESP0207"),
        Local("a vocabulary that is too large", @"^Tokens\(20, 50", "Tokens(20, 20000000", "ESP0252"),
        Local("a negative weight of a loss", @"weight: 0\.5f", "weight: -1f", "ESP0208"),
        Local("a smoothing above one", "^SoftmaxCrossEntropy$", "SoftmaxCrossEntropy(smoothing: 2f)", "ESP0208"),
        Local("an initialiser without its number", @"^((?:Dense|Conv2D|Embedding|Lstm|Gru)\(.*)\)$", "$1, Init = Init.Normal)", "ESP0165"),
        Local("no initialiser", @"^((?:Dense|Conv2D|Embedding|Lstm|Gru)\(.*)\)$", "$1, Init = (Init)99)", "ESP0166"),
        Local("a negative penalty", @"^((?:Dense|Conv2D|Embedding|Lstm|Gru)\(.*)\)$", "$1, L2 = -1f)", "ESP0160"),
        Call("a name that is no identifier", "a b", "ESP0114"),
        Call("a name that is taken by a member", "Parameters", "ESP0115"),
        Local("a misspelt name", @"((?:Add|Concat)\(|From = )""(\w)", "$1\"$2x", "ESP0304"),
        Local("a name that is null", @"^(Add|Concat)\(.*", "$1((string)null!)", "ESP0117"),
        Local("an argument of another type", @"^Use<Piece>\(\d+", "Use<Piece>(\"wide\"", "ESP0124"),
        Local("too many arguments", @"^Use<Piece>\((\d+), (\d+)", "Use<Piece>($1, $2, 3, 4", "ESP0123"),
        Unused(Local("no repeat", "Repeat = 2", "Repeat = 0", "ESP0207")),
        Unused(Local("a class that is no block", "^Use<Piece>", "Use<Plain>", "ESP0120")),
        Insert("a layer for images", "Conv2D(4, kernel: 3, padding: 1)", "ESP0203", "ESP0250"),
        Insert("a layer for sequences", "Conv1D(4, kernel: 1)", "ESP0211", "ESP0250"),
        Insert("a layer for tokens", "Embedding(8)", "ESP0251"),
        Insert("a layer for vectors", "RepeatSteps(3)", "ESP0253", "ESP0250"),
        Insert("another number of values", "Reshape(7, 11, 13)", "ESP0225", "ESP0250"),
        Insert("a slice that lies outside", "Slice(100000, 1)", "ESP0223", "ESP0250"),
        Insert("pieces that do not divide", "Maxout(997)", "ESP0220", "ESP0250"),
        Insert("what belongs to the input", "Standardize(mean: 0f, deviation: 1f)", "ESP0331", "ESP0250"),
        Insert("a probability below zero", "Dropout(-1f)", "ESP0208", "ESP0250") with { IsLocal = true },
        Insert("a join of nothing", "Add()", "ESP0308") with { IsLocal = true },
        Insert("a join of nobody", "Add(\"nobody\")", "ESP0304") with { IsLocal = true },
        new("a loss in the middle", ["ESP0307"], (draft, line) => Insert("", $"MeanSquaredError(Name = \"early{line}\")").Apply(draft, line)?.Unused()),
        new("a name that another line has", ["ESP0306"], TakeName) { IsLocal = true },
        new("a layer below the loss", ["ESP0307"], (draft, line) => line == draft.Lines.Length - 1 ? draft.With(line, Marked(draft.Lines[line])).Insert(line + 1, "ReLU") : null) { IsLocal = true },
    ];

    /// <summary>Mistakes in the class. Where the rest of it cannot be written, code that uses it cannot compile either.</summary>
    public static ImmutableArray<Mutation> OfClass { get; } =
    [
        Class("not partial", "ESP0101", "public sealed class [|Net|]"),
        Class("static", "ESP0103", "public static partial class [|Net|]"),
        Class("generic", "ESP0104", "public sealed partial class [|Net|]<T>"),
        Class("a record", "ESP0105", "public sealed partial record [|Net|]"),
        Class("abstract", "ESP0107", "public abstract partial class [|Net|]"),
        Class("a base class", "ESP0109", "public sealed partial class [|Net|] : System.Exception"),
        OfDraft("a constructor", "ESP0108", draft => draft with { Members = "public [|Net|](string path) => path.ToString();", Use = "" }),
        OfDraft("a member that networks have", "ESP0112", draft => draft with { Members = "public void [|Save|]() { }", Use = "" }),
        OfDraft("no [Network]", "ESP0111", draft => draft with { Network = "", Class = "public sealed partial class [|Net|]", Use = "" }),
        OfDraft("a block too", "ESP0133", draft => draft with { Network = "[Network, Block]\n", Class = "public sealed partial class [|Net|]" }),
        OfDraft("no input", "ESP0301", draft => draft with { Lines = [.. draft.Lines.Where(line => !line.StartsWith("Input", StringComparison.Ordinal) && !line.StartsWith("Tokens", StringComparison.Ordinal))], Class = "public sealed partial class [|Net|]", Use = "" }),
        OfDraft("a budget of nothing", "ESP0421", draft => draft with { Network = "[Network]\n[[|Budget(Parameters = 0)|]]\n" }),
    ];

    private static Mutation Write(string name, string pattern, string replacement, params string[] ids) => new(name, ids, (draft, line) =>
        Regex.IsMatch(draft.Lines[line], pattern) ? draft.With(line, Marked(Regex.Replace(draft.Lines[line], pattern, replacement))) : null);

    private static Mutation Local(string name, string pattern, string replacement, params string[] ids) => Write(name, pattern, replacement, ids) with { IsLocal = true };

    /// <summary>A mistake that leaves open which members the network would have.</summary>
    private static Mutation Unused(Mutation mutation) => mutation with { Apply = (draft, line) => mutation.Apply(draft, line)?.Unused() };

    /// <summary>A line above another; above an input or right below a loss, others would be wrong too.</summary>
    private static Mutation Insert(string name, string text, params string[] ids) => new(name, ids, (draft, line) =>
        line > 0 && !IsInput(draft.Lines[line]) && !IsLoss(draft.Lines[line - 1]) ? draft.Insert(line, Marked(text)) : null);

    private static Mutation Class(string name, string id, string text) => OfDraft(name, id, draft => draft with { Class = text, Use = "" });

    private static Mutation OfDraft(string name, string id, Func<Draft, Draft> apply) => new(name, [id], (draft, _) => apply(draft)) { IsLocal = true };

    /// <summary>Another name for a layer, which code can no longer call as it was called.</summary>
    private static Mutation Call(string mistake, string name, string id) => new(mistake, [id], (draft, line) =>
        Regex.IsMatch(draft.Lines[line], @"^(?!.*Name)(Dense|Conv2D|Embedding|Lstm)\(.*\)$") ? draft.With(line, Marked($"{draft.Lines[line][..^1]}, Name = \"{name}\")")).Unused() : null)
    {
        IsLocal = true,
    };

    private static Draft? TakeName(Draft draft, int line)
    {
        Match taken = Regex.Match(string.Join("\n", draft.Lines.Take(line)), @"Name = ""(\w+)""");
        return taken.Success ? Call("", taken.Groups[1].Value, "").Apply(draft, line) : null;
    }

    private static string Marked(string text) => "[|" + text + "|]";

    private static bool IsInput(string line) => Regex.IsMatch(line, @"^(\[\|)?(Input|Tokens)");

    private static bool IsLoss(string line) => line.Contains("CrossEntropy", StringComparison.Ordinal) || line.Contains("SquaredError", StringComparison.Ordinal);
}
