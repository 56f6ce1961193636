using System.Collections.Generic;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Lint;

/// <summary>One piece of advice on networks that work: a file each, listed in <see cref="Linter"/>.</summary>
internal abstract class LintRule
{
    /// <summary>Looks at a sound network, before planning puts layers of its own in it.</summary>
    public abstract void Check(NetworkGraph graph, ICollection<Problem> problems);
}
