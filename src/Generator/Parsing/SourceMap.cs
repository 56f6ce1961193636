using System.Collections.Immutable;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Parsing;

/// <summary>Where the parts of a network stand in the source. It lives no longer than the call that made it.</summary>
/// <param name="Class">The name of the class.</param>
/// <param name="Layers">The attribute of each layer, without brackets: <c>Conv2D(32, kernel: 5)</c>.</param>
/// <param name="Places">Members and containers that problems of parsing point at.</param>
internal sealed record SourceMap(Location Class, ImmutableArray<Location> Layers, ImmutableArray<Location> Places)
{
    /// <summary>The problem as a diagnostic under the line where it belongs.</summary>
    public Diagnostic Diagnose(Problem problem) => Diagnostic.Create(
        problem.Descriptor,
        Locate(problem.Layer),
        problem.Related.Select(Locate),
        RemedyProperties.Write([.. problem.Remedies.Where(remedy => IsBeside(remedy, Locate(problem.Layer))).Select(Place)]),
        [.. problem.Arguments]);

    /// <summary>The same places as values, which may enter the incremental pipeline.</summary>
    public SourceSpans ToSpans() => new(
        FileSpan.Of(Class),
        Layers.Select(FileSpan.Of).ToEquatableArray(),
        Places.Select(FileSpan.Of).ToEquatableArray());

    // A code fix changes the document that the diagnostic stands in.
    private bool IsBeside(Remedy remedy, Location shown) =>
        Locate(remedy.Line).SourceTree == shown.SourceTree && Locate(remedy.Target).SourceTree == shown.SourceTree;

    private PlacedRemedy Place(Remedy remedy) => new(
        remedy.Title, remedy.Change, Locate(remedy.Line).SourceSpan, Locate(remedy.Target).SourceSpan, remedy.Name, remedy.Value);

    private Location Locate(int layer) => layer switch
    {
        >= 0 => Layers[layer],
        Problem.AtClass => Class,
        _ => Places[Problem.AtPlace(layer)],
    };
}

/// <summary>A source map without syntax trees.</summary>
internal sealed record SourceSpans(FileSpan Class, EquatableArray<FileSpan> Layers, EquatableArray<FileSpan> Places)
{
    /// <summary>The map that these values stand for.</summary>
    public SourceMap ToMap() => new(
        Class.ToLocation(),
        [.. Layers.Select(span => span.ToLocation())],
        [.. Places.Select(span => span.ToLocation())]);
}

/// <summary>A stretch of a file.</summary>
internal sealed record FileSpan(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static FileSpan Of(Location location) =>
        new(location.GetLineSpan().Path ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
