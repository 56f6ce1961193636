using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Shapes;

/// <summary>Walks the graph from the input and gives every value its shape, every layer its parameters.</summary>
internal static class ShapeInference
{
    /// <returns>True where every shape is known; false where a problem was reported or an attribute was not understood.</returns>
    public static bool Run(NetworkGraph graph, ICollection<Problem> problems, CancellationToken cancellation)
    {
        bool isWhole = true;
        foreach (LayerNode node in graph.Nodes.ToArray())
        {
            cancellation.ThrowIfCancellationRequested();

            // What follows a wrong layer is unknown: of its shape nothing is said.
            bool isReady = node.IsJoined && node.Spec.IsKnown && node.Inputs.All(input => input.Shape is not null);
            IReadOnlyList<InsertedLayer>? inserted = isReady ? node.Kind.Inserts(node, new ShapeReporter(node, problems)) : null;
            isWhole &= inserted is not null && inserted.All(layer => Infer(graph.Insert(layer, node), problems)) && Infer(node, problems);
        }

        Initializers.Check(graph.Spec, problems);
        WeightPenalties.Check(graph.Spec, problems);
        foreach (Line use in graph.Outline.Lines.Where(line => line.Repeats.Count > 0))
        {
            Initializers.Check(use, graph.Spec, problems);
            WeightPenalties.Check(use, problems);
        }

        foreach (LayerNode node in graph.Nodes.Where(node => node.Output.Shape is null && node.Spec.IsKnown))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!node.IsJoined || node.Inputs.Any(input => input.Shape is null))
            {
                UnknownInput.Check(node, graph.Spec, problems);
            }

            if (node.Line is { } line)
            {
                Initializers.Check(line, graph.Spec, problems);
                WeightPenalties.Check(line, problems);
            }
        }

        // Parameters may depend on the layers below: initial values follow the activation that reads them.
        foreach (LayerNode node in graph.Nodes.Where(node => node.Output.Shape is not null))
        {
            node.Init = (node.Line?.Init ?? node.Spec.Init).Or(graph.Spec.Init);
            node.Parameters = node.Kind.Parameters(node);
            Initializers.Check(node, problems);
            node.Penalty = (node.Line?.Penalty ?? node.Spec.Penalty).Or(graph.Spec.Penalty);
            WeightPenalties.Check(node, problems);
            foreach (Parameter parameter in node.Parameters.Where(parameter => parameter.StoredLength > Shape.MostValues))
            {
                new ShapeReporter(node, problems).Report(LimitDescriptors.TooLarge, [], node.Name, parameter.Name + " [" + string.Join(", ", parameter.Shape) + "]");
                isWhole = false;
            }
        }

        return isWhole;
    }

    /// <returns>False where a problem was reported.</returns>
    private static bool Infer(LayerNode node, ICollection<Problem> problems)
    {
        var report = new ShapeReporter(node, problems);
        if (!report.ReadsNoTokens() || !report.TypeImplements(node.Kind.Implements) || node.Kind.Infer(node, report) is not { } shape)
        {
            return false;
        }

        if (shape.LongLength > Shape.MostValues)
        {
            report.Report(LimitDescriptors.TooLarge, [], node.Name, "output " + shape);
            return false;
        }

        node.Output.Shape = shape;
        node.Output.FlattenedFrom = FlattenedFrom(node, shape);
        return report.ReadsLengths();
    }

    /// <summary>The image whose order a vector keeps in memory: where all that the layer reads has one and the same.</summary>
    private static Shape? FlattenedFrom(LayerNode node, Shape shape)
    {
        if (!shape.IsVector || !node.Kind.KeepsOrder || node.Inputs.Count == 0)
        {
            return null;
        }

        Shape? image = Order(node.Input);
        return node.Inputs.All(input => Equals(Order(input), image)) ? image : null;

        static Shape? Order(Value input) => input.FlattenedFrom ?? (input.Shape!.IsReordered ? input.Shape : null);
    }
}
