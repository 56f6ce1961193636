using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// A loss: it reads what prediction gives, and is no part of it. It gives one number a sample and the gradient of their mean.
/// </summary>
internal abstract class LossKind : LayerKind
{
    public override string NamePrefix => "Loss";

    public override bool IsNumbered => false;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => new Shape(1);

    /// <summary>The runtime's session class: it takes the labels or targets that the loss compares with.</summary>
    public abstract string Session { get; }

    /// <summary>Whether the greatest output is the answer.</summary>
    public virtual bool IsClassifier => false;

    public override void Forward(ForwardContext forward) => forward.Call(
        Name + ".Evaluate",
        forward.Input(), forward.Expected, forward.Losses, forward.InputGradient, Operand.Int(forward.Node.Input.Shape!.Length));

    /// <summary>The forward kernel has written the gradient already.</summary>
    public override void Backward(BackwardContext backward)
    {
    }
}
