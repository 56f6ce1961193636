using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>Each row divided by the root of the mean of its squares.</summary>
internal sealed class RMSNormKind : RowNormKind
{
    public override string Name => "RMSNorm";

    protected override bool SubtractsMean => false;

    protected override string Together => "each row of values";

    protected override string WayOut(LayerNode node) => "Use more features";

    protected override int StatisticsOfRow => 1;

    protected override Operand[] Affine(StatementContext context) => [context.Parameter("weight")];

    protected override Operand[] Gradients(BackwardContext backward) => [backward.ParameterGradient("weight")];
}
