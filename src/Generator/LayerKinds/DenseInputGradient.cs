using Espalier.Generator.Differentiation;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// How the gradient of an input comes from weights in panels of outputs: they are transposed block by block in scratch memory.
/// A copy of all of them takes memory, and time to write and read, and is made only where a block would not fit.
/// </summary>
internal static class DenseInputGradient
{
    /// <summary>Inputs whose weights are transposed together, as in the kernel.</summary>
    public const int Block = 64;

    public static string Kernel(int outputs) => IsInBlocks(outputs) ? "Dense.BackwardInputInBlocks" : "Dense.BackwardInput";

    public static Operand Weight(BackwardContext backward, string weight, int outputs, Operand plan) =>
        IsInBlocks(outputs) ? backward.Parameter(weight) : backward.Transposed(weight, "Dense.Transpose", plan);

    public static void Call(BackwardContext backward, Operand gradient, string weight, int outputs, Operand target, Operand plan, Operand? accumulate = null) =>
        backward.Call(Kernel(outputs), gradient, Weight(backward, weight, outputs, plan), target, plan, accumulate);

    /// <summary>What the plan says of it; nothing where no copy is made.</summary>
    public static string Note(int outputs) =>
        IsInBlocks(outputs) ? "" : "the gradient of its input reads weights transposed as a whole: a block of so many outputs exceeds the scratch memory";

    private static bool IsInBlocks(int outputs) => outputs <= NetworkPlan.LeastScratch / Block;
}
