using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A line minus one or more others, value by value.</summary>
internal sealed class SubtractKind : JoinKind
{
    public override string Name => "Subtract";

    /// <summary>The first input may take the gradient over, and so comes last.</summary>
    public override void Backward(BackwardContext backward)
    {
        for (int i = backward.Node.Inputs.Count - 1; i > 0; i--)
        {
            backward.Propagate(i, target => backward.Call(
                "Subtract.BackwardRight", backward.OutputGradient, target.Gradient, backward.Length, target.Accumulate));
        }

        backward.PassOn(0);
    }

    protected override string Verb => "subtract";
}
