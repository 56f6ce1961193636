using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of (output − target)².</summary>
internal sealed class MeanSquaredErrorKind : LossKind
{
    public override string Name => "MeanSquaredError";

    public override string Session => "RegressionSession";
}
