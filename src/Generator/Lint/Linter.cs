using System.Collections.Generic;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Lint;

/// <summary>Looks at a network that has no errors with every rule.</summary>
internal static class Linter
{
    private static readonly LintRule[] Rules =
    [
        new SoftmaxTwice(),
        new ActivationBeforeLoss(),
        new NoLogProbabilities(),
        new SingleScore(),
        new LinearAfterLinear(),
        new SymmetricStart(),
        new GradientThroughNothing(),
        new LostBias(),
        new DropoutBeforeStatistics(),
        new SaturatingStack(),
        new ActivationBeforeMaximum(),
        new NothingNewToSee(),
        new WidthAboveVector(),
    ];

    public static void Run(NetworkGraph graph, ICollection<Problem> problems, CancellationToken cancellation)
    {
        foreach (LintRule rule in Rules)
        {
            cancellation.ThrowIfCancellationRequested();
            rule.Check(graph, problems);
        }
    }
}
