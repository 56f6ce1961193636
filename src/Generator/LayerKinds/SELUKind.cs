using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>1.0507 · x where it is positive, 1.0507 · 1.6733 · (eˣ − 1) elsewhere.</summary>
internal sealed class SELUKind : ActivationKind
{
    public override string Name => "SELU";

    public override ActivationFamily Activation => ActivationFamily.SelfNormalizing;

    public override bool IsMonotone(LayerNode node) => true;

    public override bool Normalizes => true;
}
