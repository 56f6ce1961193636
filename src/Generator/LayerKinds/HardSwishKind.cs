using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
internal sealed class HardSwishKind : ActivationKind
{
    public override string Name => "HardSwish";

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    protected override bool DerivesFromInput => true;
}
