namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of (output − target)².</summary>
internal sealed class MeanSquaredErrorKind : ValueLossKind
{
    public override string Name => "MeanSquaredError";
}
