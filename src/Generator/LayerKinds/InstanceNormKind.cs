using Espalier.Generator.Graph;

namespace Espalier.Generator.LayerKinds;

/// <summary>Instance normalisation: each channel of a sample by its own mean and variance.</summary>
internal sealed class InstanceNormKind : ChannelGroupNormKind
{
    public override string Name => "InstanceNorm";

    protected override string Together => "each channel by itself";

    protected override int Groups(LayerNode node) => node.Input.Shape!.Channels;

    public override bool CentresChannels(LayerNode node) => true;

    protected override string WayOut(LayerNode node) => node.Input.Shape!.IsVector
        ? "Use [LayerNorm], which normalises the features together"
        : "Use [LayerNorm] or [GroupNorm], which normalise channels together";
}
