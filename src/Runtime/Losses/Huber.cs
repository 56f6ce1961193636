using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>Half the square of a difference up to δ, a straight line beyond it (Huber 1964).</summary>
public static class Huber
{
    /// <summary>The losses, <c>½·d²</c> where <c>d = |y − t|</c> is at most δ, else <c>δ·(d − ½·δ)</c>, and the gradient, <c>y − t</c> between −δ and δ.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives one loss for each piece of each sample, a share of the mean over its length.</param>
    /// <param name="dOutput">Receives the gradient of the mean over the samples: count·length floats. It may be the output.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="delta">δ, above 0.</param>
    /// <param name="pieces">Pieces into which a sample is cut, each with a loss of its own.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, float delta, int pieces = 1, float weight = 1, bool accumulate = false) =>
        LossLoop.Run(part, count, output, targets, losses, dOutput, length, pieces, length, weight, accumulate, new Function(delta));

    private readonly struct Function(float delta) : ILossFunction
    {
        public V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V difference = S.Subtract(output, target);
            derivative = S.Max(S.Broadcast(-delta), S.Min(S.Broadcast(delta), difference));

            // With c the clamped difference: c · (d − ½·c) is ½·d² inside and δ·(|d| − ½·δ) outside.
            return S.Multiply(derivative, S.MultiplyAdd(S.Broadcast(-0.5f), derivative, difference));
        }
    }
}
