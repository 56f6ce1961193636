using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A loss of the user's, value by value.</summary>
public static class CustomLoss
{
    /// <summary>The losses and the gradient, in one pass.</summary>
    /// <typeparam name="TLoss">The user's loss.</typeparam>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives one loss for each piece of each sample, a share of the mean over its length.</param>
    /// <param name="dOutput">Receives the gradient of the mean over the samples: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="pieces">Pieces into which a sample is cut, each with a loss of its own.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    public static void Evaluate<TLoss>(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, int pieces = 1, float weight = 1, bool accumulate = false)
        where TLoss : struct, ILoss =>
        LossLoop.Run<Function<TLoss>>(part, count, output, targets, losses, dOutput, length, pieces, length, weight, accumulate);

    private readonly struct Function<TLoss> : ILossFunction
        where TLoss : struct, ILoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            Lanes<S, V> y = new(output);
            Lanes<S, V> t = new(target);
            derivative = TLoss.Derivative(y, t).Value;
            return TLoss.Value(y, t).Value;
        }
    }
}
