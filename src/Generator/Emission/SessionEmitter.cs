using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
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
        using (writer.Block($"public sealed class Session : {_types[plan.Loss?.Session ?? "TrainingSession"]}"))
        {
            Construction();
            writer.Line();
            writer.Summary("The gradients by the names of the parameters, complete between Backward and the next step.");
            writer.Line("public new SessionGradients Gradients => new(base.Gradients);");
            Pass("ForwardPass", PassSplitter.Split(_training.Forward, "Forward", _ => false), isRequired: true);
            Pass("LossPass", PassSplitter.Split(_training.Loss, "Loss", _ => false));
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
        long inputGradient = Buffer.AlignUp((long)plan.Input.Length);
        writer.Line($"internal Session({_spec.Name} network, {_types["NetworkParameters"]} parameters, {_types["Optimizer"]} optimizer, int batchSize, int threads, int seed, bool inputGradient)");
        using (writer.Indented())
        {
            writer.Line($": base(network, parameters, optimizer, batchSize, threads, seed, new {_types["SessionLayout"]}(");
            using (writer.Indented())
            {
                writer.Line($"InputLength: {Operand.Digits(plan.Input.Length)},");
                writer.Line($"InputPixels: {Operand.Digits(PixelsToReorder(plan.Input))},");
                writer.Line($"OutputLength: {Operand.Digits(plan.Output.Length)},");
                writer.Line($"Fixed: {Operand.Digits(_training.Fixed)},");
                writer.Line($"PerSample: inputGradient ? {Operand.Digits(_training.PerSample + inputGradient)} : {perSample},");
                writer.Line($"InputOffset: {Operand.Digits(_training.Input!.Offset)},");
                writer.Line($"OutputOffset: {Operand.Digits(_training.Output!.Offset)},");
                writer.Line($"OutputGradientOffset: {Operand.Digits(_training.OutputGradient!.Offset)},");
                writer.Line($"TransposedLength: {Operand.Digits(_training.TransposedLength)},");
                writer.Line("Activations:");
                writer.Line("[");
                using (writer.Indented())
                {
                    foreach (Activation activation in _training.Activations)
                    {
                        int reordered = PixelsToReorder(activation.Shape);
                        string pixels = reordered == 1 ? "" : ", Pixels: " + Operand.Digits(reordered);
                        string first = activation.First == activation.Layer ? "" : ", First: \"" + activation.First.Name + "\"";
                        writer.Line($"new {_types["ActivationInfo"]}(\"{activation.Layer.Name}\", {Operand.Digits(activation.Buffer.Offset)}, {Operand.Digits(activation.Buffer.Length)}{pixels}{first}),");
                    }
                }

                writer.Line("],");
                writer.Line($"InputGradient: inputGradient, InputGradientOffset: inputGradient ? {perSample} : 0, MinimumSamples: {Operand.Digits(MinimumSamples())}{Scratch()}{PenaltyBlocks()}))");
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

    /// <summary>The pixels of an image; 1 for what memory holds in the order in which people write it.</summary>
    private static int PixelsToReorder(Shape shape) => shape.IsImage ? shape.Pixels : 1;

    private string PenaltyBlocks() => _training.PenaltyBlocks == 0 ? "" : ", PenaltyBlocks: " + Operand.Digits(_training.PenaltyBlocks);

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
