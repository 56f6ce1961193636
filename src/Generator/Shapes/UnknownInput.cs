using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Shapes;

/// <summary>
/// Layers of which nobody knows what reaches them, because a line above is wrong. What is wrong with their options whatever
/// reaches them is said at once: inputs of every form are tried, and what is said of each that the layer could read holds.
/// </summary>
internal static class UnknownInput
{
    /// <summary>Two of each form: what is said of sizes differs between them.</summary>
    private static readonly Shape[] Tried =
    [
        new(60), new(84), new(40, 60), new(56, 84), new(60, 40, 48), new(84, 56, 72),
        new(40) { Vocabulary = 60 }, new(56) { Vocabulary = 84 },
    ];

    /// <summary>Said of an input that the layer could not read, or of its place: no trial of its options.</summary>
    private static readonly ImmutableHashSet<DiagnosticDescriptor> OtherForm =
    [
        ShapeDescriptors.NeedsImage, ShapeDescriptors.NeedsSequence, ShapeDescriptors.NeedsVector, ShapeDescriptors.NeedsChannels,
        ShapeDescriptors.NeedsTokens, ShapeDescriptors.ComputesWithTokens, ShapeDescriptors.NoSuchAxis, GraphDescriptors.NotUnderInput,
    ];

    public static void Check(LayerNode node, NetworkSpec spec, ICollection<Problem> problems)
    {
        // Shared weights would be those of a layer that may be unknown too.
        if (node.Kind.TiedTo(node.Spec) is not null || IsOpen(node.Line, spec))
        {
            return;
        }

        Problem[][] said = [.. Tried.Select(shape => Try(node, shape)).Where(said => !said.Any(problem => OtherForm.Contains(problem.Descriptor)))];
        foreach (Problem problem in said.Length == 0 ? [] : said[0].Where(problem => said.All(other => other.Contains(problem))))
        {
            problems.Add(problem);
        }
    }

    /// <summary>Whether a line of a block follows arguments, of which other lines say what is wrong with them.</summary>
    private static bool IsOpen(Line? line, NetworkSpec spec) => line?.Scope.Use?.Spec.Use is { } use
        && spec.Blocks[use.Block].Layers[line.Number - 1].Options.Any(option => option.Value is OpenValue or OpenListValue);

    private static Problem[] Try(LayerNode node, Shape shape)
    {
        var trial = new LayerNode(node.Index, node.Spec, node.Kind, node.Name) { Line = node.Line };
        int inputs = System.Math.Max(node.Kind.JoinsSeveral ? 2 : 1, 1 + node.Kind.AlsoReads(node.Spec).Count());
        for (int i = 0; i < inputs; i++)
        {
            trial.Inputs.Add(new LayerNode(-1, node.Spec, new TapKind(), "").Output);
            trial.Inputs[i].Shape = shape;
        }

        var said = new List<Problem>();
        var report = new ShapeReporter(trial, said) { IsTrial = true };
        if (report.ReadsNoTokens() && report.TypeImplements(node.Kind.Implements))
        {
            node.Kind.Infer(trial, report);
        }

        return [.. said];
    }
}
