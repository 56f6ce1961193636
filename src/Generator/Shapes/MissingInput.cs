using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Shapes;

/// <summary>Inputs for a network that has none: of a few usual ones, those with which its layers fit together.</summary>
internal static class MissingInput
{
    private const int Choices = 2;

    private static readonly (string Name, int Size)[][] Usual =
    [
        [("features", 784)],
        [("channels", 1), ("height", 28), ("width", 28)],
        [("steps", 28), ("features", 28)],
        [("channels", 3), ("height", 32), ("width", 32)],
        [("channels", 3), ("height", 224), ("width", 224)],
    ];

    public static IEnumerable<Remedy> Remedies(NetworkSpec spec, CancellationToken cancellation) => Usual
        .Where(sizes => Fits(spec, sizes, cancellation))
        .Take(Choices)
        .Select(sizes => string.Join(", ", sizes.Select(size => Invariant.Text(size.Size))))
        .Select(sizes => new Remedy("Insert [Input(" + sizes + ")]", Change.InsertAbove, 0, "Input", sizes));

    private static bool Fits(NetworkSpec spec, (string Name, int Size)[] sizes, CancellationToken cancellation)
    {
        var input = new LayerSpec("Input", sizes.Select(size => new OptionSpec(size.Name, new IntegerValue(size.Size), IsGiven: true)).ToEquatableArray());
        var problems = new List<Problem>();
        NetworkGraph graph = GraphBuilder.Build(spec with { Layers = spec.Layers.Prepend(input).ToEquatableArray(), Problems = default }, problems, cancellation);
        return ShapeInference.Run(graph, problems, cancellation) && graph.IsWhole && !problems.Exists(problem => problem.IsError);
    }
}
