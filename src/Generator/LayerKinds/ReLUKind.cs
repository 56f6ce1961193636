using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>max(x, 0).</summary>
internal sealed class ReLUKind : ActivationKind
{
    public override string Name => "ReLU";

    public override string? Epilogue => "ReLU";

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    public override ValueRange Range => ValueRange.NonNegative;

    public override bool IsMonotone(LayerNode node) => true;
}
