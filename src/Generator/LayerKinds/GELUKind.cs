using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x · Φ(x), exactly or by a hyperbolic tangent.</summary>
internal sealed class GELUKind : ActivationKind
{
    public override string Name => "GELU";

    public override string Detail(LayerNode node) => IsExact(node) ? "" : "by tanh";

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    protected override bool DerivesFromInput => true;

    protected override string Kernel(LayerNode node, string pass) => base.Kernel(node, pass) + (IsExact(node) ? "" : "Tanh");

    private static bool IsExact(LayerNode node) => node.Spec.Member("approximate") == "None";
}
