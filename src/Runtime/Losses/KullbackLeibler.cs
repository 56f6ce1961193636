using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The divergence of a target distribution from one given by its logarithms: <c>Σ t·(ln t − y)</c>, summed over a sample.</summary>
public static class KullbackLeibler
{
    /// <summary>The losses, <c>t·(ln t − y)</c> with <c>0·ln 0 = 0</c>, and the gradient, <c>−t</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives one loss for each piece of each sample, summed over it.</param>
    /// <param name="dOutput">Receives the gradient of the mean over the samples: count·length floats. It may be the output.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="pieces">Pieces into which a sample is cut, each with a loss of its own.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, int pieces = 1, float weight = 1, bool accumulate = false) =>
        LossLoop.Run(part, count, output, targets, losses, dOutput, length, pieces, 1, weight, accumulate, default(Function));

    private readonly struct Function : ILossFunction
    {
        public V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            derivative = S.Subtract(S.Zero, target);
            V log = S.Select(S.Equals(target, S.Zero), S.Zero, VectorMath.Log<S, V>(target));
            return S.Multiply(target, S.Subtract(log, output));
        }
    }
}
