using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x / (1 + e⁻ˣ).</summary>
internal sealed class SiLUKind : ActivationKind
{
    public override string Name => "SiLU";

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    protected override bool DerivesFromInput => true;
}
