using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator;

/// <summary>The compilation of one network: a stand-in until the stages behind it land.</summary>
internal static class NetworkCompiler
{
    public static CompiledNetwork Compile(NetworkSpec spec, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new CompiledNetwork(spec.Problems, "", spec.MetadataName + ".g.cs");
    }
}

internal sealed class CompiledNetwork(EquatableArray<Problem> problems, string source, string hintName)
{
    public EquatableArray<Problem> Problems { get; } = problems;

    public string Source { get; } = source;

    public string HintName { get; } = hintName;
}
