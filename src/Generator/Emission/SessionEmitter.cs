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
            Pass("ForwardPass", method => method.Groups(_training.Forward), _training.Forward.SelectMany(group => group.Statements));
            Pass("LossPass", method => method.Statements(_training.Loss), _training.Loss);
            Pass("BackwardPass", method => method.Groups(_training.Backward), _training.Backward.SelectMany(group => group.Statements), isRequired: true);
            Pass("TransposePass", method => method.Statements(_training.Transpose), _training.Transpose);
            Commit();
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

    private void Pass(string name, System.Action<MethodEmitter> write, IEnumerable<Statement> statements, bool isRequired = false)
    {
        Statement[] body = statements.ToArray();
        if (body.Length == 0 && !isRequired && name != "ForwardPass")
        {
            return;
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"protected override void {name}(in {_types["Part"]} part)"))
        {
            write(new MethodEmitter(writer, _spec, new SessionSources(plan), body, syncs: true));
        }
    }

    private void Commit()
    {
        if (_training.Commit.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("protected override void CommitPass()"))
        {
            new MethodEmitter(writer, _spec, new SessionSources(plan), _training.Commit, syncs: false).Statements(_training.Commit);
        }
    }
}
