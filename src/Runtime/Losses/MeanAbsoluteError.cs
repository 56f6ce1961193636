using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The mean of the absolute differences between output and target.</summary>
public static class MeanAbsoluteError
{
    /// <summary>The losses, <c>|y − t|</c>, and the gradient, the sign of <c>y − t</c>, which is 0 at 0.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives one loss for each piece of each sample, a share of the mean over its length.</param>
    /// <param name="dOutput">Receives the gradient of the mean over the samples: count·length floats. It may be the output.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="pieces">Pieces into which a sample is cut, each with a loss of its own.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, int pieces = 1, float weight = 1, bool accumulate = false) =>
        LossLoop.Run(part, count, output, targets, losses, dOutput, length, pieces, length, weight, accumulate, default(Function));

    private readonly struct Function : ILossFunction
    {
        public V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V difference = S.Subtract(output, target);
            derivative = S.Subtract(
                S.And(S.GreaterThan(difference, S.Zero), S.Broadcast(1f)),
                S.And(S.GreaterThan(S.Zero, difference), S.Broadcast(1f)));
            return VectorMath.Absolute<S, V>(difference);
        }
    }
}
