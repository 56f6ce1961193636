using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Diagnostics;

namespace Espalier.Generator.LayerKinds;

/// <summary>The plain recurrent layer, with tanh or ReLU; backward reads its output.</summary>
internal sealed class RnnKind : RecurrentKind
{
    public override string Name => "Rnn";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        string nonlinearity = node.Spec.Member("nonlinearity");
        if (nonlinearity is not ("Tanh" or "ReLU"))
        {
            report.Report(ShapeDescriptors.OutOfRange, [], node.Name, "nonlinearity", nonlinearity, "a member of Nonlinearity");
            return null;
        }

        return base.Infer(node, report);
    }

    protected override int Gates => 1;

    protected override int KeptLength(LayerNode node) => 0;

    protected override Operand[] Settings(LayerNode node) => node.Spec.Member("nonlinearity") == "ReLU" ? [Operand.Bool("relu", true)] : [];
}
