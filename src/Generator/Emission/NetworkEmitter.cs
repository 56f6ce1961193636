using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the generated part of a sound network.</summary>
internal sealed class NetworkEmitter
{
    // A stack of this many floats is nothing to worry about.
    private const int LargestStackAllocation = 4096;

    private readonly NetworkPlan _plan;
    private readonly NetworkSpec _spec;
    private readonly TypeNames _types;
    private readonly SourceWriter _writer;

    private NetworkEmitter(NetworkPlan plan, SourceWriter writer)
    {
        _plan = plan;
        _spec = plan.Spec;
        _types = new TypeNames(plan.Spec);
        _writer = writer;
    }

    private string Name => _spec.Name;

    private Ports Ports => _plan.Ports;

    private int OutputLength => Ports.Outputs.Sum(output => output.Shape.Length);

    public static string Emit(NetworkPlan plan, CancellationToken cancellation) => ClassFrame.Write(
        plan.Spec,
        writer =>
        {
            // An editor shows the remarks where the mouse rests on the class: vectors are for those who open the file.
            IReadOnlyList<string> vectors = VectorTable.Lines(plan);
            foreach (string line in vectors)
            {
                writer.Line("// " + line);
            }

            if (vectors.Count > 0)
            {
                writer.Line();
            }

            writer.Line("/// <remarks><code>");
            foreach (string line in PlanTable.Lines(plan))
            {
                writer.Line("/// " + ClassFrame.Escaped(line));
            }

            writer.Line("/// </code></remarks>");
        },
        writer => new NetworkEmitter(plan, writer).Members(),
        cancellation,
        streams: plan.Stream?.Step is not null);

    private void Members()
    {
        Construction();
        Views();
        Classification();
        Training();
        Prediction();
        Description();
        ConstantsEmitter.Write(_writer, _types, _plan.Parameters.Constants);
        new SessionEmitter(_plan, _writer).Write();
        if (_plan.Stream is { } stream)
        {
            new StreamEmitter(_plan, stream, _writer).Write();
        }

        _writer.Line();
        new ViewEmitter(_spec, _plan.Parameters, _writer).Types();
    }

    private void Construction()
    {
        _writer.Line("/// <summary>Creates the network with initial parameters.</summary>");
        _writer.Line("/// <param name=\"seed\">The same seed gives the same parameters.</param>");
        _writer.Line($"public {Name}(int seed = 0)");
        using (_writer.Indented())
        {
            _writer.Line($": this(new {_types["NetworkParameters"]}(Layout, seed))");
        }

        using (_writer.Block())
        {
        }

        _writer.Line();
        _writer.Line("/// <summary>Creates a network on parameters that others may share.</summary>");
        _writer.Line($"/// <param name=\"parameters\">Parameters of a {ClassFrame.Escaped(Name)}.</param>");
        _writer.Line($"public {Name}({_types["NetworkParameters"]} parameters)");
        using (_writer.Indented())
        {
            _writer.Line($": base(Layout, parameters, arenaLength: {Operand.Digits(_plan.PredictionLength)}, blockSize: {Operand.Digits(_plan.BlockSize)}{Scratch()})");
        }

        using (_writer.Block())
        {
            if (Ports.Classifier is not null && OutputLength > LargestStackAllocation)
            {
                _writer.Line($"_labelScores = new float[{Operand.Digits(OutputLength)}];");
            }
        }

        _writer.Line();
        _writer.Summary("A table of the layers: shapes, parameters, cost, memory.");
        _writer.Line("public static string Summary => Layout.Summary;");
        new DiagramEmitter(_plan, _types, _writer).Write();
        _writer.Line();
        _writer.Summary("Creates the network with initial parameters drawn from a seed.");
        _writer.Line($"public static {Name} Create(int seed) => new(seed);");
        foreach ((string parameters, string arguments, string what) in new[]
        {
            ("string path", "path", "Creates the network with parameters from a safetensors file."),
            ("string path, " + _types["LoadReport"] + " report", "path, report", "As above, but lists in the report what is missing or left over instead of refusing it."),
            (_types["Stream"] + " stream", "stream", "Creates the network with parameters in the safetensors format."),
            (_types["ReadOnlySpan"] + "<byte> bytes", "bytes", "Creates the network with parameters in the safetensors format."),
        })
        {
            _writer.Line();
            _writer.Summary(what);
            _writer.Line($"public static {Name} Load({parameters}) => new({_types["NetworkParameters"]}.Load(Layout, {arguments}));");
        }

        if (_spec.Weights?.Resource is { } resource)
        {
            _writer.Line();
            _writer.Summary($"Creates the network with the parameters of {_spec.Weights.Files[0].Name}, which the assembly carries.");
            using (_writer.Block($"public static {Name} LoadEmbedded()"))
            {
                _writer.Line($"using {_types["Stream"]} stream = typeof({Name}).Assembly.GetManifestResourceStream({Quoted(resource)})");
                using (_writer.Indented())
                {
                    _writer.Line($"?? throw new {_types["InvalidOperationException"]}({Quoted($"The assembly does not carry {resource}.")});");
                }

                _writer.Line("return Load(stream);");
            }
        }
    }

    private string Scratch() => _plan.Prediction.ScratchLength > 0 ? ", scratchLength: " + Operand.Digits(Math.Max(_plan.Prediction.ScratchLength, NetworkPlan.LeastScratch)) : "";

    private void Views()
    {
        var views = new ViewEmitter(_spec, _plan.Parameters, _writer);
        foreach (LayerNode node in views.Layers)
        {
            _writer.Line();
            views.Property(node, "Parameters");
        }
    }

    private void Classification()
    {
        if (Ports.Classifier is not { } classifier)
        {
            return;
        }

        bool isSmall = OutputLength <= LargestStackAllocation;
        TypeArgumentSpec? label = classifier.Kind.Label(classifier.Node.Spec);
        _writer.Line();
        if (!isSmall)
        {
            _writer.Line("private readonly float[] _labelScores;");
            _writer.Line();
        }

        string scores = $"{_types.Span} scores = {(isSmall ? "stackalloc float[" + Operand.Digits(OutputLength) + "]" : "_labelScores")};";
        foreach (string tokenType in Ports.TokenTypes)
        {
            if (tokenType != Ports.TokenTypes[0])
            {
                _writer.Line();
            }

            _writer.Summary("The label with the greatest score.");
            foreach (Port input in Ports.Inputs)
            {
                _writer.Line($"/// <param name=\"{input.Local.TrimStart('@')}\">One sample: {SeveralEmitter.Size(input.Shape)}{SeveralEmitter.Range(input)}.</param>");
            }

            string parameters = string.Join(", ", SeveralEmitter.InputParameters(_types, Ports.Inputs, tokenType));
            using (_writer.Block($"public {label?.FullName ?? "int"} Classify({parameters})"))
            {
                _writer.Line(scores);
                _writer.Line($"Predict({string.Join(", ", Ports.Inputs.Select(input => input.Local).Concat(Ports.Outputs.Select((_, index) => Scores(index))))});");
                _writer.Line(Best());
            }
        }

        if (_plan.Prediction.Door is { } door)
        {
            new PixelEmitter(_plan, door, _writer).Classify(label?.FullName ?? "int", scores, Ports.Outputs.Select((_, index) => Scores(index)), Best());
        }

        string Best()
        {
            string best = $"ArgMax({Scores(Ports.IndexOfOutput(classifier.Node.Input))})";
            return $"return {(label is null ? best : $"({label.FullName}){best}")};";
        }

        string Scores(int index) => Ports.Outputs.Count == 1
            ? "scores"
            : $"scores.Slice({Operand.Digits(Ports.Outputs.Take(index).Sum(output => output.Shape.Length))}, {Operand.Digits(Ports.Outputs[index].Shape.Length)})";
    }

    private void Training()
    {
        _writer.Line();
        _writer.Summary("Starts to train the network's parameters, or a copy of them.");
        _writer.Line("/// <param name=\"optimizer\">What a step does with the gradient.</param>");
        _writer.Line("/// <param name=\"batchSize\">The most samples a step can take, at least 1.</param>");
        _writer.Line("/// <param name=\"threads\">How many threads share a step; the numbers are the same for any.</param>");
        _writer.Line("/// <param name=\"seed\">Where the random numbers of dropout start.</param>");
        _writer.Line("/// <param name=\"copy\">True trains a copy: the network changes when the session publishes.</param>");
        _writer.Line("/// <param name=\"inputGradient\">True computes the gradient of the input too.</param>");
        _writer.Line("/// <exception cref=\"global::System.ArgumentException\">An argument is out of range, or the memory for the batch cannot be had.</exception>");
        _writer.Line($"public Session StartTraining({_types["Optimizer"]} optimizer, int batchSize, int threads = 1, int seed = 0, bool copy = false, bool inputGradient = false) =>");
        using (_writer.Indented())
        {
            _writer.Line("new(this, copy ? Parameters.Copy() : Parameters, optimizer, batchSize, threads, seed, inputGradient);");
        }
    }

    private void Prediction()
    {
        _writer.Line();
        _writer.Line("/// <inheritdoc/>");
        _writer.Line($"protected override {_types["Network"]} Replicate() => new {Name}(Parameters);");
        _writer.Line();
        new PredictorEmitter(_plan, _writer).Members();
        _writer.Line();
        if (Ports.IsPlain)
        {
            SeveralEmitter.Documentation(_writer, Ports, "Computes the output for one sample or many, without allocating.");
            _writer.Line($"public new void Predict({_types.ReadOnlySpan} input, {_types.Span} output) => base.Predict(input, output);");
            _writer.Line();
        }
        else
        {
            new SeveralEmitter(_plan, _writer).Members();
        }

        if (Ports.IsSingle)
        {
            _writer.Line("/// <inheritdoc/>");
        }

        string modifiers = Ports.IsSingle ? "protected override" : "private";
        string parameters = $"{_types["NetworkParameters"]} parameters, int count, {SeveralEmitter.Parameters(_types, Ports.Inputs, Ports.Outputs)}";
        string arguments = $"(parameters, count, {string.Join(", ", Ports.Inputs.Concat(Ports.Outputs).Select(port => port.Local))});";
        string header = modifiers + " void Forward";
        IReadOnlyList<StatementGroup> groups = _plan.Prediction.Forward;
        if (_plan.Prediction.Door is { } door)
        {
            Forward(header, parameters, new Piece("", groups.Take(door.Groups).ToArray()), last: PixelEmitter.Inside + arguments);
            new PixelEmitter(_plan, door, _writer).Members();
            _writer.Line();
            header = "private void " + PixelEmitter.Inside;
            groups = groups.Skip(door.Groups).ToArray();
        }

        IReadOnlyList<Piece> pieces = PassSplitter.Split(groups, "Forward", IsMember);
        if (pieces.Count == 1)
        {
            Forward(header, parameters, pieces[0]);
        }
        else
        {
            Calls(header + "(" + parameters + ")", pieces, arguments);
            foreach (Piece piece in pieces)
            {
                _writer.Line();
                Forward("private void " + piece.Name, parameters, piece);
            }
        }

        if (_plan.Prediction.Prepare.Count > 0)
        {
            _writer.Line();
            _writer.Line("// Runs when parameters have changed: what prediction derives from them once, not in every call.");
            parameters = $"({_types.ReadOnlySpan} values, {_types.Span} prepared)";
            pieces = PassSplitter.Split(_plan.Prediction.Prepare, "Prepare", IsMember);
            if (pieces.Count > 1)
            {
                Calls("private static void Prepare" + parameters, pieces, "(values, prepared);");
            }

            foreach (Piece piece in pieces)
            {
                if (pieces.Count > 1)
                {
                    _writer.Line();
                }

                using (_writer.Block("private static void " + (pieces.Count > 1 ? piece.Name : "Prepare") + parameters))
                {
                    piece.WriteTo(new MethodEmitter(_writer, _spec, new PrepareSources(), piece.Statements, syncs: false));
                }
            }
        }
    }

    private void Calls(string header, IReadOnlyList<Piece> pieces, string arguments)
    {
        using (_writer.Block(header))
        {
            foreach (Piece piece in pieces)
            {
                _writer.Line(piece.Name + arguments);
            }
        }
    }

    private void Forward(string header, string parameters, Piece piece, string last = "")
    {
        using (_writer.Block(header + "(" + parameters + ")"))
        {
            Operand[] operands = [.. piece.Statements.SelectMany(statement => statement.Operands)];
            _writer.Line($"{_types["Part"]} part = Part;");
            if (operands.OfType<ParameterOperand>().Any())
            {
                _writer.Line($"{_types.ReadOnlySpan} values = parameters.Values;");
            }

            if (operands.OfType<PreparedOperand>().Any())
            {
                _writer.Line($"{_types.ReadOnlySpan} prepared = parameters.Prepared;");
            }

            _writer.Line();
            piece.WriteTo(new MethodEmitter(_writer, _spec, new PredictionSources(_plan), piece.Statements, syncs: false));
            if (last.Length > 0)
            {
                _writer.Line(last);
            }
        }
    }

    /// <summary>Whether the class has a member of that name, the user's or ours.</summary>
    private bool IsMember(string name) =>
        _spec.MemberNames.Contains(name)
        || _plan.Graph.Nodes.Any(node => node.Identifier == name || node.Identifier + KnownNames.Tensors == name);

    private void Description()
    {
        _writer.Line();
        _writer.Summary("The network's shapes and tensors.");
        _writer.Line($"public static {_types["NetworkDescription"]} Layout {{ get; }} = new(");
        using (_writer.Indented())
        {
            _writer.Line($"name: {Quoted(Name.TrimStart('@'))},");
            _writer.Line($"fingerprint: \"{_plan.Fingerprint}\",");
            if (Ports.IsPlain && Ports.Inputs[0].Name == "input" && Ports.Outputs[0].Name == "output")
            {
                _writer.Line($"inputShape: {List(Ports.Inputs[0].Shape.Dimensions)},");
                _writer.Line($"outputShape: {List(Ports.Outputs[0].Shape.Dimensions)},");
            }
            else
            {
                _writer.Line($"inputs: [{string.Join(", ", Ports.Inputs.Select(Described))}],");
                _writer.Line($"outputs: [{string.Join(", ", Ports.Outputs.Select(Described))}],");
            }

            _writer.Line("tensors:");
            _writer.Line("[");
            using (_writer.Indented())
            {
                foreach (ParameterSlot slot in _plan.Parameters.Slots)
                {
                    _writer.Line(Tensor(slot) + ",");
                }
            }

            _writer.Line("],");
            _writer.Line($"valueLength: {Operand.Digits(_plan.Parameters.Length)},");
            _writer.Line($"trainableLength: {Operand.Digits(_plan.Parameters.TrainableLength)},");
            _writer.Line($"preparedLength: {Operand.Digits(_plan.Prediction.PreparedLength)},");
            _writer.Line($"prepare: {(_plan.Prediction.Prepare.Count > 0 ? "Prepare" : "null")},");
            _writer.Line("summary: \"\"\"\"\"");
            using (_writer.Indented())
            {
                foreach (string line in PlanTable.Lines(_plan))
                {
                    _writer.Line(line);
                }

                _writer.Line("\"\"\"\"\");");
            }
        }
    }

    private string Described(Port port) => port.Shape.LengthOf > 0
        ? $"{_types["NamedShape"]}.Lengths({Quoted(port.Name)}, steps: {Operand.Digits(port.Shape.LengthOf)})"
        : port.IsWhole
        ? $"{_types["NamedShape"]}.Tokens({Quoted(port.Name)}, steps: {Operand.Digits(port.Shape.Length)}, vocabulary: {Operand.Digits(port.Shape.Vocabulary)})"
        : $"new {_types["NamedShape"]}({Quoted(port.Name)}, {List(port.Shape.Dimensions)})";

    private string Tensor(ParameterSlot slot)
    {
        Parameter parameter = slot.Parameter;
        string layout = parameter.Panels is { } panels
            ? $"{_types["TensorLayout"]}.Panels({Operand.Digits(panels.Outputs)}, groups: {Operand.Digits(panels.Groups)}, dims: {List(panels.Dimensions)}, steps: {List(panels.Steps)})"
            : parameter.Image is { } image
            ? $"{_types["TensorLayout"]}.ChannelsLast({Operand.Digits(image.Channels)}, {Operand.Digits(image.Height)}, {Operand.Digits(image.Width)})"
            : $"{_types["TensorLayout"]}.Vector({Operand.Digits(parameter.Count)})";
        string trainable = slot.IsTrained ? "" : ", trainable: false";
        string fans = parameter.FanIn == 1 && parameter.FanOut == 1
            ? ""
            : $", fanIn: {Operand.Digits(parameter.FanIn)}, fanOut: {Operand.Digits(parameter.FanOut)}";
        string value = parameter.InitialValue == 0 ? "" : ", initialValue: " + Invariant.Text((float)parameter.InitialValue) + "f";
        string scale = parameter.InitialScale == 1 ? "" : ", initialScale: " + Invariant.Text((float)parameter.InitialScale) + "f";
        string byFanOut = parameter.ByFanOut ? ", byFanOut: true" : "";
        bool isWeight = parameter.Role == ParameterRole.Weight;
        string decays = isWeight == parameter.Shape.Length > 1 ? "" : ", decays: " + (isWeight ? "true" : "false");
        return $"new {_types["TensorInfo"]}({Quoted(slot.FileName)}, {List(parameter.Shape)}, offset: {Operand.Digits(slot.Offset)}, {layout}, "
            + $"{_types["Initializer"]}.{parameter.Initializer}{trainable}{fans}{value}{scale}{byFanOut}, layer: {Quoted(slot.Node.Name)}{decays})";
    }

    private static string List(IEnumerable<int> numbers) => "[" + string.Join(", ", numbers.Select(number => Operand.Digits(number))) + "]";

    private static string Quoted(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
