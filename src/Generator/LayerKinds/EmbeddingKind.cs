using System.Collections.Generic;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A row of the weights for each token. Where an output layer shares them, they lie in the panels that it reads.</summary>
internal sealed class EmbeddingKind : LayerKind
{
    private const int FewSamples = 4;

    public override string Name => "Embedding";

    public override bool ReadsTokens => true;

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        Shape input = node.Input.Shape!;
        bool isSound = report.AtLeast("size", node.Spec.Int("size"), 1);
        if (input.Vocabulary == 0)
        {
            report.Report(ShapeDescriptors.NeedsTokens, report.Related(), node.Name, node.Input.Name, input.ToString(), report.Trace());
            return null;
        }

        return isSound ? new Shape(input.Length, (int)node.Spec.Int("size")) : null;
    }

    public override IReadOnlyList<Parameter> Parameters(LayerNode node)
    {
        int vocabulary = node.Input.Shape!.Vocabulary, size = node.Output.Shape!.Channels;
        Parameter weight = Initializers.Weight(node, new Parameter("weight", [vocabulary, size], "[vocabulary, size]")
        {
            Panels = node.IsShared ? new PanelLayout(vocabulary, 1, [size], [1]) : null,
            TransposedLength = node.IsShared ? PanelLayout.LengthOfGroup(size, vocabulary) : 0,
            FanIn = size,
            FanOut = vocabulary,
        });

        // PyTorch draws embeddings so, whatever reads them.
        return [node.Init.Kind is null or "PyTorch" ? weight with { Initializer = "Normal", InitialValue = 0, InitialScale = node.Init.Scale ?? 1 } : weight];
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) => ["weight"];

    public override string Detail(LayerNode node) => Operand.Digits(node.Input.Shape!.Vocabulary) + " tokens";

    public override void Forward(ForwardContext forward)
    {
        if (!forward.LeavesRows)
        {
            forward.Call("Embedding.Forward", forward.Input(), forward.Parameter("weight"), forward.Output, Plan(forward));
        }
    }

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        if (backward.Trains)
        {
            backward.Call("Embedding.BackwardWeight", backward.Input(), backward.OutputGradient, backward.ParameterGradient("weight"), Plan(backward));
        }
    }

    /// <summary>A batch of a few samples has more steps than the table has rows.</summary>
    public override bool PicksRows(LayerNode node)
    {
        Shape tokens = (node.Origin ?? node).Input.Shape!;
        return !node.IsShared && tokens.Vocabulary <= FewSamples * tokens.Length;
    }

    private static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        int panel = context.Node.IsShared ? PanelLayout.Width(input.Vocabulary) : 0;
        return context.Plan("EmbeddingShape", ("Steps", input.Length), ("Vocabulary", input.Vocabulary), ("Size", context.Node.Output.Shape!.Channels), ("Panel", panel));
    }
}
