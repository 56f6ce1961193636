using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the session that trains the network: its memory and its passes.</summary>
internal sealed class SessionEmitter(NetworkPlan plan, SourceWriter writer)
{
    private readonly NetworkSpec _spec = plan.Spec;
    private readonly TypeNames _types = new(plan.Spec);
    private readonly Program _training = plan.Training;

    private bool UsesInputGradient => _training.Statements.Concat(_training.Transpose).Any(statement => statement.OnlyForInputGradient);

    public void Write()
    {
        writer.Line();
        writer.Summary("Trains a " + _spec.Name + ": see " + "StartTraining.");
        using (writer.Block($"public sealed class Session : {_types[SessionNames.BaseOf(plan.Ports)]}"))
        {
            Construction();
            new StepEmitter(plan, writer).Members();
            Spans();
            writer.Line();
            writer.Summary("The gradients by the names of the parameters, complete between Backward and the next step.");
            writer.Line("public new SessionGradients Gradients => new(base.Gradients);");
            Pass("ForwardPass", PassSplitter.Split(_training.Forward, "Forward", _ => false), isRequired: true);
            Pass("LossPass", PassSplitter.Split(_training.Loss, "Loss", _ => false));
            Pass("ClearPass", PassSplitter.Split(_training.Clear, "Clear", _ => false));
            Pass("BackwardPass", PassSplitter.Split(_training.Backward, "Backward", _ => false), isRequired: true);
            Pass("TransposePass", PassSplitter.Split(_training.Transpose, "Transpose", _ => false));
            Pass("CommitPass", PassSplitter.Split(_training.Commit, "Commit", _ => false), isShared: false);
        }

        writer.Line();
        writer.Summary("The gradients of a session.");
        using (writer.Block("public readonly struct SessionGradients"))
        {
            writer.Line($"private readonly {_types["Gradients"]} _gradients;");
            writer.Line();
            writer.Line($"internal SessionGradients({_types["Gradients"]} gradients) => _gradients = gradients;");
            writer.Line();
            writer.Summary("All gradients as one block: their norm, a common factor, each by its name in files.");
            writer.Line($"public {_types["Gradients"]} All => _gradients;");
            var views = new ViewEmitter(_spec, plan.Parameters, writer);
            foreach (LayerNode node in views.Layers.Where(node => node.IsTrained))
            {
                writer.Line();
                views.Property(node, "_gradients");
            }
        }
    }

    private void Construction()
    {
        if (UsesInputGradient)
        {
            writer.Line("private readonly bool _inputGradient;");
            writer.Line();
        }

        string perSample = Operand.Digits(_training.PerSample);
        writer.Line($"internal Session({_spec.Name} network, {_types["NetworkParameters"]} parameters, {_types["Optimizer"]} optimizer, int batchSize, int threads, int seed, bool inputGradient)");
        using (writer.Indented())
        {
            writer.Line($": base(network, parameters, optimizer, batchSize, threads, seed, new {_types["SessionLayout"]}(");
            using (writer.Indented())
            {
                writer.Line($"Inputs: [{string.Join(", ", Inputs())}],");
                writer.Line($"Outputs: [{string.Join(", ", Outputs())}],");
                writer.Line($"Fixed: {Operand.Digits(_training.Fixed)},");
                writer.Line($"PerSample: inputGradient ? {Operand.Digits(_training.PerSample + _training.InputGradientLength)} : {perSample},");
                writer.Line($"TransposedLength: {Operand.Digits(_training.TransposedLength)},");
                writer.Line("Activations:");
                writer.Line("[");
                using (writer.Indented())
                {
                    foreach (Activation activation in _training.Activations)
                    {
                        string pixels = Pixels(activation.Shape);
                        string first = activation.First == activation.Layer ? "" : ", First: \"" + activation.First.Name + "\"";
                        writer.Line($"new {_types["ActivationInfo"]}(\"{activation.Layer.Name}\", {Operand.Digits(activation.Buffer.Offset)}, {Operand.Digits(activation.Buffer.Length)}{pixels}{first}),");
                    }
                }

                writer.Line("],");
                if (Losses() is { Length: > 0 } losses)
                {
                    writer.Line("Losses:");
                    writer.Line("[");
                    using (writer.Indented())
                    {
                        foreach (string loss in losses)
                        {
                            writer.Line(loss + ",");
                        }
                    }

                    writer.Line("],");
                }

                writer.Line($"InputGradient: inputGradient, MinimumSamples: {Operand.Digits(MinimumSamples())}{Scratch()}{PenaltyBlocks()}{Carried()}))");
            }
        }

        using (writer.Block())
        {
            if (UsesInputGradient)
            {
                writer.Line("_inputGradient = inputGradient;");
            }
        }
    }

    /// <summary>What the base class has to read between the calls, written again to say the shapes.</summary>
    private void Spans()
    {
        string others = plan.Ports.Outputs.Count > 1 ? $"; {plan.Ports.Outputs[0].Name}, the first of several outputs" : "";
        string output = SeveralEmitter.Size(plan.Ports.Outputs[0].Shape), input = SeveralEmitter.Size(plan.Ports.Inputs[0].Shape);
        writer.Line();
        writer.Summary($"What prediction gives for the samples of the last Forward: {output} for each, in PyTorch's order{others}.");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">There was no Forward yet.</exception>");
        writer.Line($"public new {_types.ReadOnlySpan} Output => base.Output;");
        writer.Line();
        writer.Summary($"The gradient of the loss with respect to Output, from which Backward starts: {output} for each sample. It can be written.");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">No Forward waits for its Backward.</exception>");
        writer.Line($"public new {_types.Span} OutputGradient => base.OutputGradient;");
        if (!plan.Ports.Inputs[0].IsWhole)
        {
            others = plan.Ports.Inputs.Count > 1 ? $"; of {plan.Ports.Inputs[0].Name}, the first of several inputs" : "";
            writer.Line();
            writer.Summary($"The gradient of the loss with respect to the input of the last Backward: {input} for each sample, in PyTorch's order{others}.");
            writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">The session was started without inputGradient, or there was no Backward since the last Forward.</exception>");
            writer.Line($"public new {_types.ReadOnlySpan} InputGradient => base.InputGradient;");
        }
    }

    private IEnumerable<string> Inputs()
    {
        long gradient = _training.PerSample;
        for (int i = 0; i < _training.Inputs.Count; i++)
        {
            Shape shape = plan.Ports.Inputs[i].Shape;
            yield return $"new {_types["InputPlace"]}({Operand.Digits(shape.Length)}, Offset: {Operand.Digits(_training.Inputs[i].Offset)}{Pixels(shape)}, GradientOffset: {Operand.Digits(gradient)})";
            gradient += Buffer.AlignUp(shape.Length);
        }
    }

    private IEnumerable<string> Outputs()
    {
        for (int i = 0; i < _training.Outputs.Count; i++)
        {
            Shape shape = plan.Ports.Outputs[i].Shape;
            yield return $"new {_types["OutputPlace"]}({Operand.Digits(shape.Length)}, Offset: {Operand.Digits(_training.Outputs[i].Offset)}, GradientOffset: {Operand.Digits(_training.OutputGradients[i].Offset)}{Pixels(shape)}{(HasLoss(i) ? "" : ", HasLoss: false")})";
        }
    }

    /// <summary>Whether a loss writes the gradient of an output; in a network without losses that is nobody's.</summary>
    private bool HasLoss(int output) =>
        plan.Graph.Losses.Count == 0 || plan.Graph.Losses.Any(loss => loss.Input == plan.Ports.Outputs[output].Value);

    /// <summary>The losses; none where the session's class knows all there is to know.</summary>
    private string[] Losses()
    {
        string[] infos = plan.Ports.Answers.Select(Loss).ToArray();
        bool isPlain = plan.Ports.HasPlainStep && plan.Ports.Outputs.Count == 1
            && plan.Ports.Answers[0] is var answer && answer.Node.Name == "Loss" && infos[0] == PlainLoss(answer);
        return isPlain ? [] : infos;
    }

    private string PlainLoss(Answer answer)
    {
        Shape shape = answer.Node.Input.Shape!;
        string tail = answer.Kind.TakesLabels(answer.Node.Spec)
            ? $"{(shape.IsVector ? "1" : "?")}, Classes: {Operand.Digits(shape.Channels)}"
            : Operand.Digits(shape.Length) + Pixels(shape);
        return $"new {_types["LossInfo"]}(\"{answer.Node.Name}\", \"{answer.Local.TrimStart('@')}\", {tail})";
    }

    private string Loss(Answer answer)
    {
        LayerSpec line = answer.Node.Spec;
        Shape shape = answer.Node.Input.Shape!;
        var text = new System.Text.StringBuilder($"new {_types["LossInfo"]}(\"{answer.Node.Name}\", \"{answer.Local.TrimStart('@')}\", ");
        text.Append(answer.Kind.TakesLabels(line)
            ? $"{Operand.Digits(shape.Pixels)}, Classes: {Operand.Digits(shape.Channels)}"
            : Operand.Digits(shape.Length) + Pixels(shape));
        if (LossKind.Weight(line) != 1)
        {
            text.Append(", Weight: ").Append(Operand.Float(LossKind.Weight(line)));
        }

        if (answer.Kind.Ignored(line) is { } ignored)
        {
            text.Append(", Ignored: ").Append(Operand.Digits(ignored));
        }

        if (answer.Kind.TakesLabels(line) && answer.Kind.ClassWeights(line) is not null && answer.Kind.CountsByClassWeights)
        {
            text.Append(", ClassWeights: Plan.").Append(Names.Pascal(answer.Node.Identifier)).Append("ClassWeights.ToArray()");
        }

        return text.Append(')').ToString();
    }

    /// <summary>Whether memory holds an image in another order than the user's, and how many pixels it has then.</summary>
    private static string Pixels(Shape shape) => shape.IsReordered ? ", Pixels: " + Operand.Digits(shape.Pixels) : "";

    private string PenaltyBlocks() => _training.PenaltyBlocks == 0 ? "" : ", PenaltyBlocks: " + Operand.Digits(_training.PenaltyBlocks);

    private string Carried() => _training.Carried.Count == 0 ? "" : ", Carried: [" + string.Join(", ", _training.Carried.Select(carried =>
        $"new {_types["CarriedPlace"]}(\"{carried.Name}\", {Operand.Digits(carried.Buffer.Offset)}, {Operand.Digits(carried.Buffer.Length)})")) + "]";

    private int MinimumSamples() => plan.Graph.Layers.Select(node => node.Kind.LeastSamples(node)).DefaultIfEmpty(1).Max();

    private string Scratch() => _training.ScratchLength > 0 ? ", ScratchLength: " + Operand.Digits(_training.ScratchLength) : "";

    /// <param name="name">The method of the base class.</param>
    /// <param name="pieces">What runs in it.</param>
    /// <param name="isRequired">Whether it is written even where nothing runs.</param>
    /// <param name="isShared">Whether all workers run it.</param>
    private void Pass(string name, IReadOnlyList<Piece> pieces, bool isRequired = false, bool isShared = true)
    {
        if (!isRequired && !pieces.SelectMany(piece => piece.Statements).Any())
        {
            return;
        }

        string parameter = isShared ? "in " + _types["Part"] + " part" : "", argument = isShared ? "part" : "";
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        if (pieces.Count == 1)
        {
            Method("protected override void " + name, pieces[0], before: null);
            return;
        }

        using (writer.Block($"protected override void {name}({parameter})"))
        {
            foreach (Piece piece in pieces)
            {
                writer.Line($"{piece.Name}({argument});");
            }
        }

        MethodEmitter? before = null;
        foreach (Piece piece in pieces)
        {
            writer.Line();
            before = Method("private void " + piece.Name, piece, before);
        }

        MethodEmitter Method(string header, Piece piece, MethodEmitter? before)
        {
            using (writer.Block($"{header}({parameter})"))
            {
                var method = new MethodEmitter(writer, _spec, new SessionSources(plan), piece.Statements, isShared, before);
                piece.WriteTo(method);
                return method;
            }
        }
    }
}
