using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Graph;

/// <summary>A declaration with its blocks written out: scopes of lines, and lines that hold scopes.</summary>
internal sealed class Outline(NetworkSpec spec, Scope root, IReadOnlyList<Line> blockLines)
{
    public NetworkSpec Spec { get; } = spec;

    /// <summary>The network's own lines.</summary>
    public Scope Root { get; } = root;

    /// <summary>Every line, those of blocks below the line that uses them.</summary>
    public IEnumerable<Line> Lines => LinesOf(Root);

    /// <summary>
    /// The problem as it is shown: one of a line in a block stands under the network's own line that uses the block, with
    /// the lines in between as additional places, the innermost first.
    /// </summary>
    public Problem Shown(Problem problem)
    {
        List<int> related = [];
        int layer = problem.Layer;
        for (Line? line = BlockLine(layer); line is not null; line = BlockLine(layer))
        {
            related.Add(line.Place);
            layer = line.Scope.Use!.Index;
        }

        foreach (int other in problem.Related)
        {
            int place = BlockLine(other)?.Place ?? other;
            if (place != layer && !related.Contains(place))
            {
                related.Add(place);
            }
        }

        IEnumerable<Remedy> remedies = problem.Remedies.Select(InSource).OfType<Remedy>();
        return problem with { Layer = layer, Related = related.ToEquatableArray(), Remedies = remedies.ToEquatableArray() };
    }

    /// <summary>
    /// The remedy for the lines as they are written. In a block it says so, since it changes the block's other uses too; where
    /// the block writes an expression over its arguments, there is none.
    /// </summary>
    private Remedy? InSource(Remedy remedy)
    {
        Line? line = BlockLine(remedy.Line), target = BlockLine(remedy.Target);
        if (line is null && target is null)
        {
            return remedy;
        }

        if (line is null || target is null || line.Scope != target.Scope)
        {
            return null;
        }

        BlockSpec block = Spec.Blocks[line.Scope.Use!.Spec.Use!.Block];
        return IsOpen(block.Layers[line.Number - 1], remedy)
            ? null
            : remedy with { Title = remedy.Title + " in every " + block.Name, Line = line.Place, Target = target.Place };
    }

    private static bool IsOpen(LayerSpec written, Remedy remedy) => remedy.Change switch
    {
        Change.SetOption or Change.SetProperty or Change.RemoveOption =>
            written.TryGet(remedy.Name)?.Value is OpenValue or OpenListValue || written.OpenProperties.Any(property => property.Name == remedy.Name),
        Change.Remove or Change.MoveAbove or Change.MoveBelow or Change.InsertAbove or Change.RenameMember => false,
        _ => written.OpenProperties.Length > 0 || written.Options.Any(option => option.Value is OpenValue or OpenListValue),
    };

    private Line? BlockLine(int index) => index >= Spec.Layers.Length ? blockLines[index - Spec.Layers.Length] : null;

    private static IEnumerable<Line> LinesOf(Scope scope) =>
        scope.Lines.SelectMany(line => line.Repeats.SelectMany(LinesOf).Prepend(line));
}

/// <summary>Lines whose names see one another: those of the network, or of one repeat of a block.</summary>
/// <param name="Use">The line that writes the block out; null for the network.</param>
/// <param name="Prefix">What full names begin with: "", <c>layer2.0.</c></param>
/// <param name="FilePrefix">What names in weight files begin with.</param>
internal sealed class Scope(Line? use, string prefix, string filePrefix)
{
    public Line? Use { get; } = use;

    public string Prefix { get; } = prefix;

    public string FilePrefix { get; } = filePrefix;

    /// <summary>The name in files of something in the scope; nothing of its own for an empty key.</summary>
    public string FileName(string key) => key.Length == 0 ? FilePrefix.TrimEnd('.') : FilePrefix + key;

    public List<Line> Lines { get; } = [];
}

/// <summary>A line of a scope.</summary>
internal sealed class Line(Scope scope, int index, int number, int place, LayerSpec spec, string name)
{
    public Scope Scope { get; } = scope;

    /// <summary>What problems call it by: the position among the network's own lines, or a number behind these.</summary>
    public int Index { get; } = index;

    /// <summary>The position among the attributes of its class, from one.</summary>
    public int Number { get; } = number;

    /// <summary>Where it stands in the source, as a value of <see cref="Problem.Layer"/>.</summary>
    public int Place { get; } = place;

    /// <summary>What it says, expressions worked out.</summary>
    public LayerSpec Spec { get; } = spec;

    /// <summary>The name by which lines of the scope read it.</summary>
    public string Name { get; } = name;

    /// <summary>The name in the whole network: <c>layer2.0.Conv1</c>.</summary>
    public string FullName => Scope.Prefix + Name;

    /// <summary>How its weights start: as the line says, else the uses around it.</summary>
    public InitSpec Init => Scope.Use is { } use ? Spec.Init.Or(use.Init) with { Bias = Spec.Init.Bias ?? use.Init.Bias } : Spec.Init;

    /// <summary>What its large weights cost: as the line says, else the uses around it.</summary>
    public PenaltySpec Penalty => Scope.Use is { } use ? Spec.Penalty.Or(use.Penalty) : Spec.Penalty;

    /// <summary>The block that the line writes out, once for each repeat; none for a layer.</summary>
    public List<Scope> Repeats { get; } = [];
}
