using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Convolution;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;
using Espalier.Kernels;
using Espalier.Tiles;

namespace Espalier.Generator.Planning.Vectors;

/// <summary>
/// How each kernel uses vectors, by the sizes of a call and the processor's vectors. Nothing here decides anything: the rules
/// are those that the kernels follow, in the files that they share with the compiler.
/// </summary>
internal static class KernelRules
{
    // Attention's own products of small matrices, and the gradient from winners, which take the same tiles everywhere.
    private const string AttentionTile = "6×2", WinnerTile = "4×2";

    // What is nothing to speak of where it is so on all vectors.
    private const string OnePixel = "1 pixel", SeveralVectors = "several";

    private static readonly Dictionary<string, Func<KernelCall, VectorUnit, string>> s_rules = new(StringComparer.Ordinal)
    {
        ["Dense.Forward"] = (call, unit) => call["Rows"] == 1 ? Tiles.OfDenseOfSingleRows(unit, call["Inputs"], call["Outputs"]) : Tiles.OfDense(unit, call["Inputs"], call["Outputs"]),
        ["Dense.BackwardWeight"] = (call, unit) => Tiles.OfDenseGradient(unit, call["Inputs"], call["Outputs"]),
        ["Dense.BackwardInput"] = (call, unit) => Tiles.Of(unit, call["Inputs"], call["Outputs"]),
        ["Dense.BackwardInputInBlocks"] = (call, unit) => Tiles.Of(unit, Math.Min(call["Inputs"], DenseInputGradient.Block), call["Outputs"]),
        ["TokenTable.Fill"] = (call, unit) => Tiles.OfDense(unit, call["Inputs"], call["Outputs"]),

        ["Conv2D.Forward"] = Convolution,
        ["Conv2D.BackwardInput"] = Mirrored,
        ["Conv2D.BackwardWeight"] = ConvolutionGradient,
        ["ConvTranspose2D.Forward"] = Mirrored,
        ["ConvTranspose2D.BackwardInput"] = Convolution,
        ["ConvTranspose2D.BackwardWeight"] = ConvolutionGradient,
        ["PooledConv2D.Forward"] = Convolution,
        ["PooledConv2D.BackwardWeight"] = TapGradient,
        ["PooledConv2D.BackwardWeightFromWinners"] = (_, _) => WinnerTile,
        ["WinogradConv2D.Forward"] = (call, unit) => Tiles.Of(unit, call["Filters"]),
        ["WinogradConv2D.BackwardInput"] = (call, unit) => Tiles.Of(unit, call["Channels"]),
        ["RowWinogradConv2D.Forward"] = (call, unit) => Tiles.OfRowWinograd(unit, call["Filters"]),
        ["RowWinogradConv2D.ForwardPooled"] = (call, unit) => Tiles.OfRowWinograd(unit, call["Filters"]),

        ["Lstm.Forward"] = (call, unit) => Recurrent(call, unit, gates: 4),
        ["Gru.Forward"] = (call, unit) => Recurrent(call, unit, gates: 3),
        ["Rnn.Forward"] = (call, unit) => Recurrent(call, unit, gates: 1),
        ["Lstm.Backward"] = (call, unit) => RecurrentGradient(call, unit, gates: 4),
        ["Gru.Backward"] = (call, unit) => RecurrentGradient(call, unit, gates: 3),
        ["Rnn.Backward"] = (call, unit) => RecurrentGradient(call, unit, gates: 1),
        ["Attention.Forward"] = (_, _) => AttentionTile,
        ["Attention.Backward"] = (_, _) => AttentionTile,

        ["DenseStep.Forward"] = (call, unit) => Tiles.OfStep(unit, call.NumberFromLast(1)),
        ["Conv1DStep.Forward"] = (call, unit) => Tiles.OfStep(unit, call.Number(1)),
        ["Conv1DStep.ForwardGroups"] = Convolution,
        ["LstmStep.Forward"] = (call, unit) => Tiles.OfCell(unit, 4, call.NumberFromLast(1)),
        ["GruStep.Forward"] = (call, unit) => Tiles.OfCell(unit, 3, call.NumberFromLast(1)),
        ["RnnStep.Forward"] = (call, unit) => Tiles.OfCell(unit, 1, call.NumberFromLast(1)),

        ["Scale.Forward"] = Pixels,
        ["Standardize.Forward"] = Pixels,
        ["BatchNorm.Forward"] = Pixels,
        ["BatchNorm.ForwardFixed"] = Pixels,
        ["BatchNorm.Backward"] = Pixels,
        ["BatchNorm.BackwardFixedParameters"] = Pixels,
        ["BatchNorm.BackwardFixedInput"] = Pixels,
        ["GroupNorm.Forward"] = Pixels,
        ["GroupNorm.BackwardInput"] = Pixels,
        ["Dropout2D.Forward"] = Pixels,
        ["Dropout2D.Backward"] = Pixels,
        ["Softmax.Forward"] = (call, unit) => Scores(call.NumberFromLast(1), unit),
        ["SoftmaxCrossEntropy.Evaluate"] = (call, unit) => Scores(call.Number(0), unit),
    };

    // What is different where a call brings a single row.
    private static readonly Dictionary<string, Func<KernelCall, VectorUnit, string>> s_rulesOfRows = new(StringComparer.Ordinal)
    {
        ["Dense.Forward"] = (call, unit) => Tiles.OfDenseRow(
            unit, call["Inputs"], call["Outputs"], isPacked: call.HasPackedWeight && RowVectors.PacksAll(call["Inputs"], call["Outputs"])),
        ["Dense.BackwardInput"] = (call, unit) => Tiles.OfRow(unit, call["Outputs"], call["Inputs"]),
        ["Lstm.Forward"] = (call, unit) => Tiles.OfDenseRow(unit, call["Hidden"], 4 * call["Hidden"]),
        ["Gru.Forward"] = (call, unit) => Tiles.OfDenseRow(unit, call["Hidden"], 3 * call["Hidden"]),
        ["Rnn.Forward"] = (call, unit) => Tiles.OfDenseRow(unit, call["Hidden"], call["Hidden"]),
        ["Lstm.Backward"] = (call, unit) => Tiles.OfRow(unit, 4 * call["Hidden"], call["Hidden"]),
        ["Gru.Backward"] = (call, unit) => Tiles.OfRow(unit, 3 * call["Hidden"], call["Hidden"]),
        ["Rnn.Backward"] = (call, unit) => Tiles.OfRow(unit, call["Hidden"], call["Hidden"]),
    };

    /// <summary>The kernels that are not the same on all vectors.</summary>
    public static IEnumerable<string> Kernels => s_rules.Keys;

    /// <summary>What a call does on each of the vectors, and the same for the other form that a kernel may have; none of kernels that do the same everywhere.</summary>
    public static IEnumerable<(string Kernel, string[] Uses)> Of(KernelCall call)
    {
        if (s_rules.TryGetValue(call.Kernel, out Func<KernelCall, VectorUnit, string>? rule))
        {
            string[] uses = [.. VectorUnit.All.Select(unit => rule(call, unit))];
            if (!uses.All(use => use == OnePixel) && !uses.All(use => use == SeveralVectors))
            {
                yield return (call.Kernel, uses);
            }
        }

        if (s_rulesOfRows.TryGetValue(call.Kernel, out rule) && call.IsOfSingleRows)
        {
            yield return (call.Kernel + " of a single sample" + (call.HasPackedWeight ? ", packed" : ""), [.. VectorUnit.All.Select(unit => rule(call, unit))]);
        }
    }

    private static string Convolution(KernelCall call, VectorUnit unit) =>
        IsDepthwise(call) ? Tiles.Of(unit, call["Channels"])
        : IsPointwise(call) ? Tiles.OfDense(unit, call["Channels"], call["Filters"])
        : IsOfOneRow(call) ? Tiles.OfLongRows(unit, call["Filters"] / call["Groups"], call["KernelWidth"] * (call["Channels"] / call["Groups"]))
        : Tiles.Of(unit, call["Filters"] / call["Groups"], (long)call["KernelHeight"] * call["KernelWidth"] * (call["Channels"] / call["Groups"]));

    /// <summary>From the output back to the input, where a phase of the stride meets a share of the taps.</summary>
    private static string Mirrored(KernelCall call, VectorUnit unit) =>
        IsDepthwise(call) ? Tiles.Of(unit, call["Channels"])
        : Tiles.Of(unit, call["Channels"] / call["Groups"], Phase(call["KernelHeight"], call["StrideY"]) * Phase(call["KernelWidth"], call["StrideX"]) * (call["Filters"] / call["Groups"]));

    private static string ConvolutionGradient(KernelCall call, VectorUnit unit) =>
        IsDepthwise(call) ? Tiles.Of(unit, call["Channels"])
        : IsPointwise(call) ? Tiles.OfDenseGradient(unit, call["Channels"], call["Filters"])
        : TapGradient(call, unit);

    private static string TapGradient(KernelCall call, VectorUnit unit)
    {
        bool isPadded = JoinedTaps.ArePadded(call["Width"], call["OutputWidth"], call["KernelWidth"], call["StrideX"], call["PadLeft"], call["DilationX"]);
        bool isJoined = call["KernelWidth"] > 1 && JoinedTaps.IsWorthIt(call["Groups"], call["DilationX"], call["Channels"] / call["Groups"], isPadded);
        return Tiles.Of(unit, call["Filters"] / call["Groups"]) + (isJoined ? ", joined" : "");
    }

    private static string Recurrent(KernelCall call, VectorUnit unit, int gates) => Tiles.OfDenseOfSingleRows(unit, call["Hidden"], gates * call["Hidden"]);

    private static string RecurrentGradient(KernelCall call, VectorUnit unit, int gates) => Tiles.Of(unit, call["Hidden"], gates * call["Hidden"]);

    private static string Pixels(KernelCall call, VectorUnit unit)
    {
        int pixels = Math.Min(PixelRun.Length(call.Number(0), unit.Width), call.NumberFromLast(1));
        return pixels == 1 ? OnePixel : Invariant.Text(pixels) + " pixels";
    }

    private static string Scores(int scores, VectorUnit unit) => scores <= unit.Width ? "1 vector" : SeveralVectors;

    private static bool IsDepthwise(KernelCall call) => call["Groups"] > 1 && call["Groups"] == call["Channels"] && call["Groups"] == call["Filters"];

    /// <summary>A sequence, of which neighbouring taps lie side by side.</summary>
    private static bool IsOfOneRow(KernelCall call) => call["KernelHeight"] == 1 && call["OutputHeight"] == 1 && call["Groups"] == 1 && call["DilationX"] == 1;

    private static bool IsPointwise(KernelCall call) =>
        call["KernelHeight"] == 1 && call["KernelWidth"] == 1 && call["StrideY"] == 1 && call["StrideX"] == 1 && call["PadTop"] == 0 && call["PadLeft"] == 0
        && call["Groups"] == 1 && call["OutputHeight"] == call["Height"] && call["OutputWidth"] == call["Width"];

    private static long Phase(int kernel, int stride) => (kernel + stride - 1) / stride;
}
