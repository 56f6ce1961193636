using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>[Elementwise&lt;T&gt;]: an activation of the user's.</summary>
internal sealed class ElementwiseKind : ActivationKind
{
    public override string Name => "Elementwise";

    public override string? Implements => "IElementwise";

    public override string Detail(LayerNode node) => node.Spec.TypeArgument!.Name;

    protected override bool DerivesFromInput => true;

    protected override string Kernel(LayerNode node, string pass) => "ElementwiseLayer." + pass + "<" + node.Spec.TypeArgument!.FullName + ">";
}
