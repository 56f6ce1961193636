using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The cross-entropy of a sigmoid and a target from 0 to 1, for each value by itself:
/// <c>−p·t·ln σ(x) − (1 − t)·ln(1 − σ(x))</c> with the weight p of what is true, computed from x so that nothing overflows.
/// </summary>
public static unsafe class BinaryCrossEntropy
{
    /// <summary>The losses and the gradient, <c>(1 − t)·σ(x) − p·t·(1 − σ(x))</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats, before the sigmoid.</param>
    /// <param name="targets">count·length floats from 0 to 1.</param>
    /// <param name="losses">Receives one loss for each piece of each sample, a share of the mean over its length.</param>
    /// <param name="dOutput">Receives the gradient of the mean over the samples: count·length floats. It may be the output.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="positiveWeight">p.</param>
    /// <param name="positiveWeights">p of each value of a sample; none where it is the same for all.</param>
    /// <param name="pieces">Pieces into which a sample is cut, each with a loss of its own.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, float positiveWeight = 1, ReadOnlySpan<float> positiveWeights = default, int pieces = 1, float weight = 1, bool accumulate = false)
    {
        fixed (float* weights = positiveWeights)
        {
            LossLoop.Run(part, count, output, targets, losses, dOutput, length, pieces, length, weight, accumulate, new Function(positiveWeight, weights));
        }
    }

    private readonly struct Function(float positiveWeight, float* positiveWeights) : ILossFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V one = S.Broadcast(1f);
            V positive = positiveWeights == null ? S.Broadcast(positiveWeight)
                : lanes == S.Width ? S.Load(positiveWeights + position)
                : S.LoadFirst(positiveWeights + position, lanes);
            V whenTrue = S.Multiply(positive, target);
            V whenFalse = S.Subtract(one, target);

            // e = e^−|x|; ln(1 + e) is exact for small e, too: (ln(1 + e)) · e / ((1 + e) − 1) takes the rounding of 1 + e out.
            V e = VectorMath.Exp<S, V>(S.Or(output, S.Broadcast(-0f)));
            V sum = S.Add(one, e);
            V back = S.Subtract(sum, one);
            V log = S.Select(S.Equals(back, S.Zero), e, S.Divide(S.Multiply(VectorMath.Log<S, V>(sum), e), back));
            V isNegative = S.GreaterThan(S.Zero, output);
            V sigmoid = S.Divide(S.Select(isNegative, e, one), sum);
            V opposite = S.Divide(S.Select(isNegative, one, e), sum);

            derivative = S.Subtract(S.Multiply(whenFalse, sigmoid), S.Multiply(whenTrue, opposite));

            // −ln σ(x) = ln(1 + e) + max(−x, 0), and −ln(1 − σ(x)) = ln(1 + e) + max(x, 0).
            V lossTrue = S.Add(log, S.Max(S.Zero, S.Subtract(S.Zero, output)));
            V lossFalse = S.Add(log, S.Max(S.Zero, output));
            return S.MultiplyAdd(whenTrue, lossTrue, S.Multiply(whenFalse, lossFalse));
        }
    }
}
