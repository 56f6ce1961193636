using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;

namespace Espalier.Generator.LayerKinds;

/// <summary>Whole numbers that name entries of a vocabulary. Memory holds them as floats.</summary>
internal sealed class TokensKind : SourceKind
{
    /// <summary>Floats tell no more whole numbers apart.</summary>
    private const int LargestVocabulary = 1 << 24;

    public override string Name => "Tokens";

    public override string PortName => "tokens";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        long vocabulary = node.Spec.Int("vocabulary");
        bool isSound = report.AtLeast("steps", node.Spec.Int("steps"), 1) & report.AtLeast("vocabulary", vocabulary, 1);
        if (vocabulary is > LargestVocabulary and <= int.MaxValue)
        {
            report.Report(ShapeDescriptors.VocabularyTooLarge, [], node.Name, Invariant.Thousands(vocabulary));
            return null;
        }

        return isSound ? new Shape((int)node.Spec.Int("steps")) { Vocabulary = (int)vocabulary } : null;
    }
}
