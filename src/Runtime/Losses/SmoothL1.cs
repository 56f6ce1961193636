using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The absolute difference, with the square of it over 2β up to β (Girshick 2015). It is Huber's loss with δ = β, divided by β.</summary>
public static class SmoothL1
{
    /// <summary>The losses, <c>½·d²/β</c> where <c>d = |y − t|</c> is below β, else <c>d − ½·β</c>, and the gradient, <c>(y − t)/β</c> between −1 and 1.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives one loss for each piece of each sample, a share of the mean over its length.</param>
    /// <param name="dOutput">Receives the gradient of the mean over the samples: count·length floats. It may be the output.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="beta">β, above 0.</param>
    /// <param name="pieces">Pieces into which a sample is cut, each with a loss of its own.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, float beta, int pieces = 1, float weight = 1, bool accumulate = false) =>
        LossLoop.Run(part, count, output, targets, losses, dOutput, length, pieces, length, weight, accumulate, new Function(beta));

    private readonly struct Function(float beta) : ILossFunction
    {
        public V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V difference = S.Subtract(output, target);
            V clamped = S.Max(S.Broadcast(-beta), S.Min(S.Broadcast(beta), difference));
            derivative = S.Divide(clamped, S.Broadcast(beta));
            return S.Multiply(derivative, S.MultiplyAdd(S.Broadcast(-0.5f), clamped, difference));
        }
    }
}
