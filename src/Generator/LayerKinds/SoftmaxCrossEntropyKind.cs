using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>−log softmax(scores)[label].</summary>
internal sealed class SoftmaxCrossEntropyKind : LossKind
{
    public override string Name => "SoftmaxCrossEntropy";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (node.Input.Shape!.IsVector)
        {
            return base.Infer(node, report);
        }

        report.NeedsVector();
        return null;
    }

    public override string Session => "ClassificationSession";

    public override bool IsClassifier => true;
}
