using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Group normalisation: neighbouring channels of a sample by their common mean and variance.</summary>
internal sealed class GroupNormKind : ChannelGroupNormKind
{
    public override string Name => "GroupNorm";

    public override string Detail(LayerNode node) => "in " + Operand.Digits(Groups(node)) + " groups";

    protected override string Together => "each group of channels";

    protected override int Groups(LayerNode node) => (int)node.Spec.Int("groups");

    protected override string WayOut(LayerNode node) => "Use fewer groups";

    protected override bool AreOptionsSound(LayerNode node, ShapeReporter report)
    {
        long groups = node.Spec.Int("groups");
        if (!report.AtLeast("groups", groups, 1))
        {
            return false;
        }

        if (node.Input.Shape!.Channels % groups != 0)
        {
            report.GroupsDoNotDivideChannels(groups);
            return false;
        }

        return true;
    }
}
