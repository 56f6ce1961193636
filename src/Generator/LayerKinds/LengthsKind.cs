using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>How many steps of each sample of a sequence count: an input that stands behind the sequence's, where that asks for it.</summary>
internal sealed class LengthsKind : SourceKind
{
    private const string Option = "lengths";

    public override string Name => "Lengths";

    public override string PortName => "lengths";

    /// <summary>The line of an input's lengths; null where all steps count.</summary>
    public static LayerSpec? Of(LayerSpec input) =>
        input.IsKnown && input.Has(Option) && input.Flag(Option) ? input with { Kind = "Lengths", Name = null } : null;

    /// <summary>What is wrong with the steps is reported for the sequence. Floats count to 16 777 216.</summary>
    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        node.Spec.Int("steps") is >= 1 and <= int.MaxValue and var steps ? new Shape(1) { LengthOf = (int)System.Math.Min(steps, 1 << 24) } : null;
}
