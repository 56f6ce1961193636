using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>
/// Writes the public surface of a network that has errors, with bodies that throw: code that uses the network compiles,
/// so that one mistake stays one error.
/// </summary>
internal sealed class SurfaceEmitter
{
    private readonly NetworkSpec _spec;
    private readonly TypeNames _types;
    private readonly SourceWriter _writer;

    private readonly CancellationToken _cancellation;

    private SurfaceEmitter(NetworkSpec spec, SourceWriter writer, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _spec = spec;
        _types = new TypeNames(spec);
        _writer = writer;
    }

    public static string Emit(NetworkSpec spec, CancellationToken cancellation) => ClassFrame.Write(
        spec,
        writer => writer.Line("/// <remarks>The declaration has errors: this is its surface alone, and all of it throws.</remarks>"),
        writer => new SurfaceEmitter(spec, writer, cancellation).Members(),
        cancellation);

    private void Members()
    {
        string name = _spec.Name, span = _types.Span, readOnly = _types.ReadOnlySpan, parameters = _types["NetworkParameters"];
        _writer.Line("#pragma warning disable CS1591 // The documentation comes back with the network.");
        _writer.Line($"private static {_types["InvalidOperationException"]} InvalidNetwork => new(\"{name.TrimStart('@')} is no valid network: see the errors on its declaration.\");");
        _writer.Line($"public {name}(int seed = 0) : this(new {parameters}(Layout, seed)) {{ }}");
        _writer.Line($"public {name}({parameters} parameters) : base(Layout, parameters, 0, 1) {{ }}");
        _writer.Line($"public static {_types["NetworkDescription"]} Layout => throw InvalidNetwork;");
        _writer.Line("public static string Summary => throw InvalidNetwork;");
        _writer.Line($"public static {_types["NetworkDiagram"]} Diagram => throw InvalidNetwork;");
        _writer.Line($"public static {name} Create(int seed) => throw InvalidNetwork;");
        foreach (string source in new[] { "string path", "string path, " + _types["LoadReport"] + " report", _types["Stream"] + " stream", _types["ReadOnlySpan"] + "<byte> bytes" })
        {
            _writer.Line($"public static {name} Load({source}) => throw InvalidNetwork;");
        }

        if (_spec.Weights is not null)
        {
            _writer.Line($"public static {name} LoadEmbedded() => throw InvalidNetwork;");
        }

        var ports = new SurfacePorts(_spec, _types, _writer);
        ports.Prediction();
        _writer.Line($"public Session StartTraining({_types["Optimizer"]} optimizer, int batchSize, int threads = 1, int seed = 0, bool copy = false, bool inputGradient = false) => throw InvalidNetwork;");
        _writer.Line($"protected override {_types["Network"]} Replicate() => throw InvalidNetwork;");
        _writer.Line($"protected override void Forward({parameters} parameters, int count, {readOnly} input, {span} output) => throw InvalidNetwork;");

        (string Layer, string[] Names)[] layers = Layers().ToArray();
        foreach ((string layer, _) in layers)
        {
            _writer.Line($"public {layer}Tensors {Names.Member(layer)} => throw InvalidNetwork;");
        }

        using (_writer.Block($"public sealed class Session : {_types[ports.Base]}"))
        {
            _writer.Line($"private Session() : base(null!, null!, null!, 0, 0, 0, default) => throw InvalidNetwork;");
            ports.Steps();
            _writer.Line("public new SessionGradients Gradients => throw InvalidNetwork;");
            _writer.Line($"protected override void ForwardPass(in {_types["Part"]} part) => throw InvalidNetwork;");
            _writer.Line($"protected override void BackwardPass(in {_types["Part"]} part) => throw InvalidNetwork;");
        }

        if (LayerKindRegistry.TakesSequences(_spec))
        {
            _writer.Line("public Stream StartStream() => throw InvalidNetwork;");
            StreamEmitter.Surface(_writer, _types, "InvalidNetwork", ports.OfStream);
        }

        using (_writer.Block("public readonly struct SessionGradients"))
        {
            _writer.Line($"public {_types["Gradients"]} All => throw InvalidNetwork;");
            foreach ((string layer, _) in layers)
            {
                _writer.Line($"public {layer}Tensors {Names.Member(layer)} => throw InvalidNetwork;");
            }
        }

        foreach ((string layer, string[] names) in layers)
        {
            using (_writer.Block($"public readonly struct {layer}Tensors"))
            {
                foreach (string parameter in names)
                {
                    _writer.Line($"public {_types["TensorView"]} {Names.Pascal(parameter)} => throw InvalidNetwork;");
                }
            }
        }
    }

    /// <summary>The layers that have parameters, each name once, and only names that can be members.</summary>
    private IEnumerable<(string Layer, string[] Names)> Layers()
    {
        var seen = new HashSet<string>(_spec.MemberNames) { _spec.Name };
        foreach (Line line in BlockExpander.Run(_spec, new List<Problem>(), _cancellation).Lines)
        {
            LayerKind? kind = LayerKindRegistry.Find(line.Spec.Kind);
            IEnumerable<(string Suffix, IEnumerable<string> Names)> tensors =
                [("", kind?.ParameterNames(line.Spec) ?? []), .. kind?.InsertedTensors(line.Spec) ?? []];
            foreach ((string suffix, IEnumerable<string> parameters) in tensors.Where(layer => layer.Names.Any()))
            {
                string name = line.FullName.Replace('.', '_') + suffix;
                if (Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name)
                    && !KnownNames.Members.Contains(name) && !KnownNames.ObjectMembers.Contains(name)
                    && !seen.Contains(name + KnownNames.Tensors) && seen.Add(name))
                {
                    seen.Add(name + KnownNames.Tensors);
                    yield return (name, parameters.ToArray());
                }
            }
        }
    }
}
