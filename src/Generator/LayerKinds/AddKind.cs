using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The sum of two or more lines, value by value.</summary>
internal sealed class AddKind : JoinKind
{
    public override string Name => "Add";

    public override void Backward(BackwardContext backward)
    {
        foreach (int index in Spread(backward.Node).Reverse())
        {
            backward.Propagate(index, target => backward.Call(
                "Add.BackwardSummands",
                backward.OutputGradient, target.Gradient, Channels(backward.Node), Pixels(backward.Node), target.Accumulate));
        }

        foreach (int index in Whole(backward.Node).Reverse())
        {
            backward.PassOn(index);
        }
    }

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";

    protected override string Verb => "add";

    protected override bool SpreadsVectors => true;
}
