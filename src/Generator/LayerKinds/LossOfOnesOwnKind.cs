using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.LayerKinds;

/// <summary>[Loss&lt;T&gt;]: a loss of the user's, value by value.</summary>
internal sealed class LossOfOnesOwnKind : ValueLossKind
{
    public override string Name => "Loss";

    public override string? Implements => "ILoss";

    protected override string Kernel(LayerNode node) => "CustomLoss";

    protected override string KernelArgument(LayerNode node) => "<" + node.Spec.TypeArgument!.FullName + ">";
}
