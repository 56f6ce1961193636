using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>Layer normalisation: each row by its own mean and variance.</summary>
internal sealed class LayerNormKind : RowNormKind
{
    public override string Name => "LayerNorm";

    protected override string Together => "each row of values";

    protected override string WayOut(LayerNode node) => node.Input.Shape!.IsImage
        ? "Leave perPixel out to normalise the whole image, or use more channels"
        : "Use more features, or [BatchNorm], which normalises over the batch";

    protected override int StatisticsOfRow => 2;

    protected override Operand[] Affine(StatementContext context) => [context.Parameter("weight"), context.Parameter("bias")];

    protected override Operand[] Gradients(BackwardContext backward) => [backward.ParameterGradient("weight"), backward.ParameterGradient("bias")];
}
