using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>The inputs, outputs and losses of a network with errors, as far as parsing knows them.</summary>
internal sealed class SurfacePorts
{
    /// <summary>Stands for the integers in which tokens come.</summary>
    private const string Token = "token";

    private readonly TypeNames _types;
    private readonly SourceWriter _writer;
    private readonly string _reach;
    private readonly bool _hasPixels;
    private readonly (string Local, string Element)[] _inputs;
    private readonly string[] _outputs;
    private readonly (LayerSpec Line, LossKind Kind, string Local)[] _losses;

    public SurfacePorts(NetworkSpec spec, TypeNames types, SourceWriter writer)
    {
        _types = types;
        _writer = writer;
        _reach = spec.Reach;
        var names = new LineNames(spec.Layers);
        var taken = new HashSet<string>(Ports.Reserved);
        (LayerSpec Line, LayerKind? Kind, string Name)[] lines = spec.Layers.Select((line, i) => (line, LayerKindRegistry.Find(line.Kind), names.Of(i))).ToArray();
        if (!lines.Any(line => line.Kind is SourceKind))
        {
            taken.Add("input");
        }

        bool onlyLengths = lines.Count(line => line.Kind is SourceKind && LengthsKind.Of(line.Line) is not null) == 1;
        _inputs = lines.Where(line => line.Kind is SourceKind).SelectMany(Sources).ToArray();
        _inputs = _inputs.Length == 0 ? [("input", "float")] : _inputs;
        _hasPixels = lines.Any(line => line.Kind is InputKind && PixelFormat.Of(line.Line) is not null);
        var before = new HashSet<string>(taken);
        _outputs = lines.Where((line, i) => line.Kind is OutputKind || (line.Kind is LossKind && (i == 0 || lines[i - 1].Kind is not LossKind || line.Line.From is not null)))
            .Select(line => Unique(line.Name)).ToArray();
        taken = before;
        _losses = lines.Where(line => line.Kind is LossKind).Select(line => (line.Line, (LossKind)line.Kind!, Unique(line.Name))).ToArray();

        IEnumerable<(string, string)> Sources((LayerSpec Line, LayerKind? Kind, string Name) line)
        {
            yield return (Unique(line.Name), line.Kind is TokensKind ? Token : "float");
            if (LengthsKind.Of(line.Line) is not null)
            {
                yield return (Unique(onlyLengths ? "lengths" : line.Name + "Lengths"), "int");
            }
        }

        string Unique(string name)
        {
            string free = Names.Local(Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name) ? name : "value");
            while (!taken.Add(free))
            {
                free += "_";
            }

            return free;
        }
    }

    /// <summary>The runtime's session class.</summary>
    public string Base => SessionNames.Base(_inputs.Length, _losses.Select(loss => loss.Kind.TakesLabels(loss.Line)).ToArray());

    /// <summary>The integers in which tokens may come.</summary>
    private string[] TokenTypes => _inputs.Any(input => input.Element == Token) ? ["int", "byte"] : [""];

    /// <summary>Whether tokens or lengths go in.</summary>
    public bool HasWholeInputs => _inputs.Any(input => input.Element != "float");

    /// <summary>What goes into a step of a stream and comes out.</summary>
    public StreamPorts OfStream => new(
        _inputs.Where(input => input.Element != "int").Select((input, i) => (i, input.Local, input.Element == Token)), _outputs.Length == 0 ? ["output"] : _outputs);

    private IEnumerable<string> Inputs(string tokenType) =>
        _inputs.Select(input => _types["ReadOnlySpan"] + "<" + (input.Element == Token ? tokenType : input.Element) + "> " + input.Local);

    public void Prediction()
    {
        Predict();
        _writer.Line("public new Predictor StartPrediction(int batchSize, int threads) => throw InvalidNetwork;");
        using (_writer.Block($"public sealed class Predictor : {_types["PredictionSession"]}"))
        {
            _writer.Line("private Predictor() : base(null!, 0, 0) => throw InvalidNetwork;");
            Predict();
        }

        (LayerSpec Line, LossKind Kind, string Local)[] classifiers = _losses.Where(loss => loss.Kind is ScoreLossKind).ToArray();
        if (_hasPixels)
        {
            string outputs = string.Join(", ", (_outputs.Length == 0 ? ["output"] : _outputs).Select(output => _types.Span + " " + output));
            _writer.Line($"public void Predict({_types["ReadOnlySpan"]}<byte> pixels, int stride, {outputs}) => throw InvalidNetwork;");
            if (classifiers.Length == 1)
            {
                _writer.Line($"public {LabelType(classifiers[0].Line, classifiers[0].Kind) ?? "int"} Classify({_types["ReadOnlySpan"]}<byte> pixels, int stride) => throw InvalidNetwork;");
            }
        }

        if (classifiers.Length == 1)
        {
            foreach (string tokenType in TokenTypes)
            {
                string inputs = string.Join(", ", Inputs(tokenType));
                _writer.Line($"public {LabelType(classifiers[0].Line, classifiers[0].Kind) ?? "int"} Classify({inputs}) => throw InvalidNetwork;");
            }
        }
    }

    private void Predict()
    {
        if (_inputs.Length > 1 || _outputs.Length > 1 || HasWholeInputs)
        {
            foreach (string tokenType in TokenTypes)
            {
                string parameters = string.Join(", ", Inputs(tokenType).Concat((_outputs.Length == 0 ? ["output"] : _outputs).Select(output => _types.Span + " " + output)));
                _writer.Line($"public void Predict({parameters}) => throw InvalidNetwork;");
            }
        }
    }

    public void Steps()
    {
        if (_inputs.Length > 1 || HasWholeInputs)
        {
            foreach (string tokenType in TokenTypes)
            {
                _writer.Line($"public void Forward({Parameters("int", tokenType, withLosses: false)}) => throw InvalidNetwork;");
            }
        }

        bool hasEnum = _losses.Any(loss => LabelType(loss.Line, loss.Kind) is not null);
        if (_losses.Length == 0 || (_inputs.Length <= 1 && _losses.Length == 1 && !hasEnum && !HasWholeInputs))
        {
            return;
        }

        bool hasNumbers = _losses.Any(loss => loss.Kind.TakesLabels(loss.Line) && LabelType(loss.Line, loss.Kind) is null);
        foreach (string integer in hasNumbers ? new[] { "byte", "int", "long" } : ["int"])
        {
            foreach (string tokenType in TokenTypes)
            {
                _writer.Line($"public float Forward({Parameters(integer, tokenType, withLosses: true)}) => throw InvalidNetwork;");
                _writer.Line($"public float Step({Parameters(integer, tokenType, withLosses: true)}) => throw InvalidNetwork;");
            }
        }
    }

    private string Parameters(string integer, string tokenType, bool withLosses) => string.Join(
        ", ",
        Inputs(tokenType)
            .Concat(withLosses ? _losses.Select(loss => $"{_types["ReadOnlySpan"]}<{LabelType(loss.Line, loss.Kind) ?? (loss.Kind.TakesLabels(loss.Line) ? integer : "float")}> {loss.Local}") : []));

    /// <summary>The enum of the labels, where members of the network's class can bear it.</summary>
    private string? LabelType(LayerSpec line, LossKind kind) =>
        kind.TakesLabels(line) && kind.Label(line) is { Underlying.Length: > 0 } label && LabelChecks.IsVisible(label, _reach) ? label.FullName : null;
}
