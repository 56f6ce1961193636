using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The hyperbolic tangent.</summary>
internal sealed class TanhKind : ActivationKind
{
    public override string Name => "Tanh";

    public override ActivationFamily Activation => ActivationFamily.Saturating;

    public override ValueRange Range => ValueRange.SignedUnit;

    public override bool IsMonotone(LayerNode node) => true;
}
