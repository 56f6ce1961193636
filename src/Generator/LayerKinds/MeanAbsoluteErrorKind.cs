namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of |output − target|.</summary>
internal sealed class MeanAbsoluteErrorKind : ValueLossKind
{
    public override string Name => "MeanAbsoluteError";
}
