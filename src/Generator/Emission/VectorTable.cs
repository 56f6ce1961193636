using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Planning;
using Espalier.Generator.Planning.Vectors;

namespace Espalier.Generator.Emission;

/// <summary>What kernels do with the vectors of each kind of processor, and why. It heads the generated file, above the plan.</summary>
internal static class VectorTable
{
    private const int LongestNames = 100;

    // What is said of a use where the text occurs.
    private static readonly (string Occurs, string Text)[] s_reasons =
    [
        ("×", "n×m are tiles of sums in registers, n rows by m vectors: no more than fit in 32 registers (AVX-512, Neon) or 16 (AVX2, SSE)"),
        ("6×4", "three and four vectors, for long sums where registers are many, load less for each product"),
        ("9×3", "three and four vectors, for long sums where registers are many, load less for each product"),
        (" · ", "k · n×m: k sums of each output side by side, so that none waits for its own last addition"),
        ("by inputs", "n by inputs: the last n outputs would leave most of a vector idle, and have inputs as lanes where that costs less"),
        ("whole cell", "whole cell: each gate of a recurrent layer is one vector, so that nothing leaves the registers"),
        (" of ", "of n inputs: as many inputs at once fill eight vectors of sums, so that sums are short"),
        ("singly", "n singly: so few outputs are stored one by one, since a masked store would take longer"),
        ("ahead", "ahead: for 24 rows or more, weights of the next column are called for early, as they lie with gaps between them"),
        ("joined", "joined: the taps of a row of the kernel fill tiles together, as channels are few or no tap is outside of the image"),
        ("copied", "copied: of many rows, inputs are copied closer, as they would leave the second cache or meet in a few lines of the first"),
        ("pixel", "pixels are taken together so that they fill whole vectors"),
        ("1 vector", "scores that fit in one vector never leave it"),
    ];

    /// <summary>The lines; none where all kernels do the same on every processor.</summary>
    public static IReadOnlyList<string> Lines(NetworkPlan plan)
    {
        (string Layer, string Kernel, string[] Uses)[] all =
        [
            .. Statements(plan).Select(statement => new KernelCall(statement)).OrderBy(call => (call.Node.Origin ?? call.Node).Index)
                .SelectMany(call => KernelRules.Of(call).Select(use => (call.Node.Name, use.Kernel, use.Uses))),
        ];
        if (all.Length == 0)
        {
            return [];
        }

        var rows = new List<string[]> { VectorUnit.All.Select(unit => unit.Name).Append("").ToArray() };
        foreach (IGrouping<string, (string Layer, string Kernel, string[] Uses)> alike in all.GroupBy(use => string.Join("|", use.Uses), StringComparer.Ordinal))
        {
            string[] cells = alike.First().Uses;
            foreach (string names in Wrapped(alike.GroupBy(use => use.Kernel, use => use.Layer, StringComparer.Ordinal).Select(kernel => kernel.Key + ": " + string.Join(", ", kernel.Distinct()))))
            {
                rows.Add([.. cells, names]);
                cells = [.. cells.Select(_ => "")];
            }
        }

        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        string[] uses = [.. all.SelectMany(use => use.Uses)];
        return
        [
            "What kernels do with the vectors of each kind of processor:",
            .. rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()),
            .. s_reasons.Where(reason => uses.Any(use => use.Contains(reason.Occurs))).Select(reason => reason.Text).Distinct(),
            "AVX-512VL stands for vectors of 256 bits, where those of 512 slow the processor down",
            "which way tiles run over pixels and samples, and which thread computes them, depends on how many samples a call brings",
        ];
    }

    private static IEnumerable<Statement> Statements(NetworkPlan plan) =>
        plan.Prediction.Prepare.Concat(plan.Prediction.Statements).Concat(plan.Training.Statements).Concat(plan.Stream?.Step?.Statements ?? []);

    /// <summary>The names in lines of no more than <see cref="LongestNames"/> characters where words allow.</summary>
    private static IEnumerable<string> Wrapped(IEnumerable<string> names)
    {
        string line = "";
        foreach (string word in string.Join("; ", names).Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length >= LongestNames)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? " " + word : word;
        }

        yield return line;
    }
}
