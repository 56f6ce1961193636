using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>min(max(x + 3, 0), 6) / 6.</summary>
internal sealed class HardSigmoidKind : ActivationKind
{
    public override string Name => "HardSigmoid";

    public override ActivationFamily Activation => ActivationFamily.Saturating;

    public override ValueRange Range => ValueRange.Unit;

    public override bool IsMonotone(LayerNode node) => true;

    public override double LargestSlope => 1.0 / 6;
}
