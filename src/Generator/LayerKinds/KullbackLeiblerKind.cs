namespace Espalier.Generator.LayerKinds;

/// <summary>Σ target · (ln target − output), the output being logarithms of probabilities.</summary>
internal sealed class KullbackLeiblerKind : ValueLossKind
{
    public override string Name => "KullbackLeibler";

    public override LossInput Reads => LossInput.LogProbabilities;

    protected override bool IsSum => true;
}
