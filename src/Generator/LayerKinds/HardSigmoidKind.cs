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
}
