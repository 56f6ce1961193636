using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Shapes;

/// <summary>
/// What one value of a layer sees of the network's input: <c>r = r₋₁ + (k − 1) · j₋₁</c> and <c>j = s · j₋₁</c>, where k is the
/// extent of the layer's window, s its stride and j the input rows between two neighbours (Araujo, Norris and Sim 2019,
/// "Computing Receptive Fields of Convolutional Neural Networks").
/// </summary>
/// <param name="Y">Rows; <see cref="Whole"/> where it is all of them.</param>
/// <param name="X">Columns of an image, steps of a sequence.</param>
/// <param name="StepY">Input rows between two neighbours.</param>
/// <param name="StepX">Input columns between two neighbours.</param>
internal sealed record ReceptiveField(double Y, double X, double StepY, double StepX)
{
    private const double Whole = double.PositiveInfinity;

    /// <summary>The field of every node.</summary>
    /// <param name="graph">A graph with shapes.</param>
    /// <param name="byShortestWay">
    /// Where lines are joined, the field of the one that sees least instead of the one that sees most.
    /// </param>
    public static IReadOnlyDictionary<LayerNode, ReceptiveField> Of(NetworkGraph graph, bool byShortestWay)
    {
        var fields = new Dictionary<LayerNode, ReceptiveField>();
        foreach (LayerNode node in graph.Nodes)
        {
            fields[node] = node.Inputs.Count == 0
                ? new ReceptiveField(1, 1, 1, 1)
                : node.Inputs.Select(input => fields[input.Producer]).Aggregate((one, other) => one.Join(other, byShortestWay)).Through(node.Kind.Reach(node));
        }

        return fields;
    }

    /// <summary>Whether it has all of an input in sight.</summary>
    public bool Covers(Shape input) => Y >= input.Height && X >= input.Width;

    /// <summary>"5×5", "7" along a sequence, "all" where nothing is left out.</summary>
    public string Text(Shape input) => Covers(input) ? "all"
        : input.IsSequence ? Rounded(X, input.Width)
        : Rounded(Y, input.Height) + "×" + Rounded(X, input.Width);

    /// <summary>"43×43", also beyond the input; "all" of it below a layer that reads everything.</summary>
    public string Size() => double.IsInfinity(Y) ? "all of it" : Rounded(Y, int.MaxValue) + "×" + Rounded(X, int.MaxValue);

    private static string Rounded(double extent, int most) => Support.Invariant.Text((long)Math.Min(Math.Ceiling(extent), most));

    private ReceptiveField Through(Reach reach) => reach == Reach.All
        ? new ReceptiveField(Whole, Whole, 1, 1)
        : new ReceptiveField(Y + ((reach.Extent.Y - 1) * StepY), X + ((reach.Extent.X - 1) * StepX), StepY * reach.StepY, StepX * reach.StepX);

    private ReceptiveField Join(ReceptiveField other, bool byShortestWay) =>
        byShortestWay == Y + X <= other.Y + other.X ? this : other;
}
