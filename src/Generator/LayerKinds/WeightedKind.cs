using System.Collections.Generic;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// What a dense layer and a convolution share: a weight in panels, a bias unless it is left out, and kernels of the same
/// form for the output and the three gradients.
/// </summary>
internal abstract class WeightedKind : LayerKind
{
    public override IReadOnlyList<Parameter> Parameters(LayerNode node)
    {
        Parameter weight = Initializers.Weight(node, Weight(node));
        return node.Spec.Flag("bias") ? [weight, Initializers.Bias(node, node.Output.Shape!.Channels, weight.FanIn)] : [weight];
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) =>
        line.IsKnown && !line.Flag("bias") ? ["weight"] : ["weight", "bias"];

    public override void Forward(ForwardContext forward) => forward.Call(
        forward.WithEpilogue(Kernel(forward) + ".Forward"),
        forward.Input(), WeightOfOutput(forward), forward.Parameter("bias"), forward.Output, Plan(forward));

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        if (backward.TrainsParameter("weight"))
        {
            backward.Call(
                Kernels + ".BackwardWeight", backward.Input(), backward.OutputGradient, backward.ParameterGradient("weight"), Plan(backward),
                OverwritesGradient(backward.Node) ? backward.Overwritten("weight") : null);
        }

        if (backward.TrainsParameter("bias"))
        {
            backward.Call(Kernels + ".BackwardBias", backward.OutputGradient, backward.ParameterGradient("bias"), Plan(backward));
        }

        backward.Propagate(0, target => backward.Call(
            InputGradientKernel(backward), backward.OutputGradient, WeightOfInputGradient(backward), target.Gradient, Plan(backward), target.Accumulate));
    }

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";

    public override bool FoldsScale => true;

    public override bool IsLinear => true;

    /// <summary>The weight: its shape, its layout and its fans.</summary>
    protected abstract Parameter Weight(LayerNode node);

    /// <summary>The shape that the kernels take.</summary>
    protected abstract Operand Plan(StatementContext context);

    /// <summary>The class of the kernels.</summary>
    protected virtual string Kernels => Name;

    /// <summary>The class of the kernels for the output and for the gradient of the input.</summary>
    protected virtual string Kernel(StatementContext context) => Kernels;

    /// <summary>Whether the first backward pass after an update overwrites the gradient of the weight, which then needs no zeros to add to.</summary>
    protected virtual bool OverwritesGradient(LayerNode node) => false;

    /// <summary>The kernel for the gradient of the input.</summary>
    protected virtual string InputGradientKernel(BackwardContext backward) => Kernel(backward) + ".BackwardInput";

    /// <summary>The form of the weight that the forward pass reads, with a scale taken in where there is one.</summary>
    protected virtual Operand WeightOfOutput(ForwardContext forward) => forward.Parameter("weight");

    /// <summary>The form of the weight that the gradient of the input reads.</summary>
    protected virtual Operand WeightOfInputGradient(BackwardContext backward) =>
        backward.Transposed("weight", Kernels + ".Transpose", Plan(backward));
}
