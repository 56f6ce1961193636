using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal sealed class SigmoidKind : ActivationKind
{
    public override string Name => "Sigmoid";

    public override ActivationFamily Activation => ActivationFamily.Saturating;

    public override ValueRange Range => ValueRange.Unit;

    public override bool IsMonotone(LayerNode node) => true;

    public override double LargestSlope => 0.25;
}
