using System.Globalization;
using System.Text;
using Espalier.Generator.Planning;

namespace Espalier.Fuzz;

/// <summary>
/// Draws declarations: grown line by line so that the compiler accepts each, drawn without regard to sense, or one of
/// these spoilt in a few places, typed half-way or cut off.
/// </summary>
/// <param name="random">Where the draws come from.</param>
/// <param name="isSound">Whether the compiler has nothing against a declaration so far.</param>
/// <param name="planOf">The plan of a small network, for which weight files are drawn; null for another.</param>
internal sealed class Declarations(Random random, Func<string, bool> isSound, Func<string, NetworkPlan?> planOf)
{
    private const string Head = "using Espalier;\nnamespace Drawn;\n";
    private const string Block = "[Block]\n[Dense(Units)]\n[ReLU]\npublic partial class Piece\n{\n[Argument] const int Units = 4;\n}\n";

    private readonly List<string> _names = [];
    private string _blocks = "";

    /// <summary>A whole source file.</summary>
    public string Draw()
    {
        _names.Clear();
        _blocks = random.Next(8) switch { 0 => Block + OwnBlock(), < 3 => Block, _ => "" };
        return random.Next(14) switch
        {
            < 4 => Compose(Grow(), SoundHost()),
            11 or 12 => WithFiles(Grow(), SoundHost()),
            13 => WithCalls(Grow()),
            4 => Compose(Absurd(), SoundHost()),
            5 => Compose(Absurd(), Host()),
            6 => Compose(Grow(), Host()),
            7 or 8 => Compose(Spoil(Grow()), SoundHost()),
            9 => Cut(Compose(Grow(), SoundHost())),
            _ => Scratch(Compose(Grow(), SoundHost())),
        };
    }

    private string Compose(IEnumerable<string> lines, string host) => Head + _blocks + string.Join("\n", lines.Select(line => $"[{line}]")) + "\n" + host;

    private string WithFiles(List<string> lines, string host)
    {
        if (planOf(Compose(lines, host)) is not { } plan)
        {
            return Compose(lines, host);
        }

        Tensor[] tensors = [.. plan.Parameters.Slots.Select(slot => new Tensor(slot.FileName, slot.Parameter.Shape))];
        (string argument, List<DrawnFile> files) = new Files(random).Draw(tensors, plan.Fingerprint);
        return Compose([$"Weights({argument})", .. lines], host) + string.Concat(files.Select(file => "\n" + file));
    }

    private string WithCalls(List<string> lines)
    {
        string source = "using System;\n" + Compose(lines, "public sealed partial class Net;");
        return planOf(source) is { } plan ? source + Calls.Draw(random, plan) : source;
    }

    /// <summary>A network that the compiler accepts: of the lines drawn, those stay with which it has no error.</summary>
    private List<string> Grow()
    {
        Values values = new(random, _names);
        List<string> lines = [Network(values, isAbsurd: false)];
        if (random.Next(10) == 0)
        {
            lines.Add(values.Attribute(typeof(BudgetAttribute), isAbsurd: false));
        }

        if (!Add(lines, Catalogue.Inputs, values, tries: 20))
        {
            return lines;
        }

        for (int i = 1 + random.Next(8); i > 0; i--)
        {
            if (random.Next(5) == 0)
            {
                string name = "tap" + _names.Count.ToString(CultureInfo.InvariantCulture);
                lines.Add($"Tap(\"{name}\")");
                _names.Add(name);
            }

            Type[] layers = random.Next(16) switch { 0 => Catalogue.Inputs, < 5 => Catalogue.OfSequences, _ => Catalogue.Bodies };
            Add(lines, layers, values, tries: 6);
        }

        if (random.Next(4) > 0)
        {
            Add(lines, Catalogue.Losses, values, tries: 6);
        }

        return lines;
    }

    private bool Add(List<string> lines, Type[] layers, Values values, int tries)
    {
        for (int i = 0; i < tries; i++)
        {
            string line = values.Attribute(layers[random.Next(layers.Length)], isAbsurd: false);

            // An input alone is no network yet, and one of tokens needs numbers for them.
            string[][] wholes = layers == Catalogue.Inputs ? [[line], [line, "Embedding(3)"]] : [[line]];
            string? below = layers == Catalogue.Inputs ? "Dense(2)" : null;
            if (wholes.FirstOrDefault(whole => isSound(Compose([.. lines, .. whole, .. below is null ? [] : new[] { below }], "public sealed partial class Net;"))) is { } sound)
            {
                lines.AddRange(sound);
                return true;
            }
        }

        return false;
    }

    private List<string> Absurd()
    {
        Values values = new(random, _names);
        _names.AddRange(["Dense1", "a", "Conv1", "Input"]);
        List<string> lines = [Network(values, isAbsurd: true)];
        for (int i = random.Next(12); i > 0; i--)
        {
            Type[] layers = random.Next(6) switch { 0 => Catalogue.Inputs, 1 => Catalogue.Losses, _ => Catalogue.Layers };
            lines.Add(values.Attribute(layers[random.Next(layers.Length)], isAbsurd: random.Next(3) > 0));
        }

        if (random.Next(8) == 0)
        {
            lines.Add(values.Attribute(Catalogue.OfTheClass[random.Next(Catalogue.OfTheClass.Length)], isAbsurd: true));
        }

        return lines;
    }

    private string Network(Values values, bool isAbsurd) =>
        random.Next(4) == 0 ? values.Attribute(typeof(NetworkAttribute), isAbsurd) : "Network";

    /// <summary>A few lines fall out, move, repeat or change.</summary>
    private List<string> Spoil(List<string> lines)
    {
        Values values = new(random, _names);
        for (int i = 1 + random.Next(2); i > 0; i--)
        {
            int at = random.Next(lines.Count), other = random.Next(lines.Count);
            switch (random.Next(5))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(other, lines[at]);
                    break;
                case 2:
                    (lines[at], lines[other]) = (lines[other], lines[at]);
                    break;
                default:
                    lines.Insert(at, values.Attribute(Catalogue.Layers[random.Next(Catalogue.Layers.Length)], isAbsurd: true));
                    break;
            }

            if (lines.Count == 0)
            {
                lines.Add("Network");
            }
        }

        return lines;
    }

    // As somebody types: the text ends anywhere, and what stands below may still be there.
    private string Cut(string source)
    {
        int end = Head.Length + random.Next(source.Length - Head.Length);
        int below = source.IndexOf('\n', end);
        return source[..end] + (random.Next(2) == 0 || below < 0 ? "" : source[below..]);
    }

    private string Scratch(string source)
    {
        StringBuilder text = new(source);
        for (int i = 1 + random.Next(3); i > 0 && text.Length > Head.Length + 1; i--)
        {
            int at = Head.Length + random.Next(text.Length - Head.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, Math.Min(1 + random.Next(5), text.Length - at));
                    break;
                case 1:
                    string[] junk = ["[", "]", "(", ")", "\"", ",", ";", "{", "}", "<", ">", "= ", "//", "/*", "#if X\n", "\n#endif\n", "\n#error\n", "@", "0x", "-", "é", "\u200b", ": ", "new ", "class ", "public "];
                    text.Insert(at, junk[random.Next(junk.Length)]);
                    break;
                default:
                    char letter = text[at];
                    text[at] = text[^1];
                    text[^1] = letter;
                    break;
            }
        }

        return text.ToString();
    }

    private string SoundHost() => random.Next(6) switch
    {
        0 => "internal sealed partial class Net;",
        1 => "public partial class Net { public int Count() => 1; }",
        2 => "public sealed partial class @event;",
        _ => "public sealed partial class Net;",
    };

    private string Host()
    {
        string[] hosts =
        [
            "public class Net;", "static partial class Net;", "abstract partial class Net;", "partial class Net<T>;", "partial record Net;", "partial struct Net;", "file partial class Net;",
            "partial class Net { public Net(int seed) { } }", "partial class Net : System.Exception;", "partial class Net : System.IDisposable { public void Dispose() { } }", "partial class Net : Nothing;",
            "partial class Net { int Predict; int Conv1; int Dense1; }", "partial class Net { class Session { } class Dense { } struct Span { } }", "partial class Network;", "partial class Dense;", "partial class System;",
            "partial class Net;\npartial class Net { }", "partial class Net;\n[Dense(2)]\npartial class Net;", "partial class Net;\n[Network]\npartial class Net;", "class Net;\nclass Net;", "partial interface Net;", "enum Net;",
            "partial class Net(int size);", "unsafe partial class Net { int* p; }", "partial class Net { const int K = 3; }", "partial class Net { static Net() { } ~Net() { } }", "partial class Net { public override string ToString() => \"\"; }",
            "partial class Tensors;", "partial class DenseTensors;", "partial class Net { int DenseTensors; int Dense1Tensors; }", "partial class", "partial class Net", "partial class Net {", "", "partial class 1Net;", "required partial class Net;",
            "partial class Net { partial class Inner; int Forward() => 0; }", "partial class Espalier;", "[Network]\npartial class Net;",
        ];
        return hosts[random.Next(hosts.Length)];
    }

    /// <summary>A block of random lines over random arguments.</summary>
    private string OwnBlock()
    {
        Values values = new(random, _names);
        bool isAbsurd = random.Next(2) == 0;
        StringBuilder text = new("[Block]\n");
        for (int i = 1 + random.Next(4); i > 0; i--)
        {
            string line = values.Attribute(Catalogue.Layers[random.Next(Catalogue.Layers.Length)], isAbsurd);
            text.Append('[').Append(random.Next(2) == 0 ? line.Replace("(2", "(" + Size(), StringComparison.Ordinal).Replace(" 3", " " + Size(), StringComparison.Ordinal) : line).Append("]\n");
        }

        string[] arguments =
        [
            "[Argument] const int A = 4;", "[Argument(FirstRepeatOnly = true)] const int A = 2;", "const int A = 3;", "[Argument] static readonly int A = 3;",
            "[Argument] const string A = \"x\";", "[Argument] const int A;",
        ];
        string argument = arguments[random.Next(isAbsurd ? arguments.Length : 2)];
        return text.Append("public partial class Own\n{\n").Append(argument).Append("\n[Argument] const int B = 2;\n}\n").ToString();
    }

    private string Size()
    {
        string[] sizes = ["A", "A * 2", "A + B", "-A", "A / B", "A % 3", "A > 2 ? A : 3", "A << 2", "(A)", "Own.A", "~A", "A * 100000 * 100000"];
        return sizes[random.Next(sizes.Length)];
    }
}
