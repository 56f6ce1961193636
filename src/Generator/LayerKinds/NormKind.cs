using System.Collections.Generic;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// What the norms of a single sample share: the shape stays, prediction and training compute the same, and a ReLU below
/// ends the kernel.
/// </summary>
internal abstract class NormKind : LayerKind
{
    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double epsilon = node.Spec.Number("epsilon");
        if (!report.InRange("epsilon", epsilon, epsilon > 0 && epsilon <= float.MaxValue, "a finite number above 0") || !AreOptionsSound(node, report))
        {
            return null;
        }

        if (SubtractsMean && ValuesTogether(node) == 1)
        {
            report.Report(ShapeDescriptors.SingleValues, report.Related(), report.Remedies.FewerGroups(), node.Name, Together, node.Input.Shape!.ToString(), WayOut(node), report.Trace());
            return null;
        }

        return node.Input.Shape;
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) => NormParameters.Names(line);

    public override long Flops(LayerNode node) => 8L * node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override bool BackwardReadsInput => true;

    public override bool IsTransparent => true;

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";

    public override bool Normalizes => true;

    /// <summary>Whether the mean is taken off, so that nothing is left of a single value.</summary>
    protected virtual bool SubtractsMean => true;

    /// <summary>What is normalised together, in the words of a message.</summary>
    protected abstract string Together { get; }

    /// <summary>How many values are normalised together.</summary>
    protected abstract long ValuesTogether(LayerNode node);

    /// <summary>What to do where a single value is normalised.</summary>
    protected abstract string WayOut(LayerNode node);

    /// <summary>Reports what is wrong with the kind's own options.</summary>
    protected virtual bool AreOptionsSound(LayerNode node, ShapeReporter report) => true;
}
