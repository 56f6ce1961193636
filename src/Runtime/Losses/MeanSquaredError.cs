using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The mean of the squared differences between output and target.</summary>
public static class MeanSquaredError
{
    /// <summary>The losses, <c>(y − t)²</c>, and the gradient, <c>2 · (y − t)</c>.</summary>
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
            derivative = S.Add(difference, difference);
            return S.Multiply(difference, difference);
        }
    }
}
