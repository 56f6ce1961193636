using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Dropout (Srivastava and others 2014): each element is zeroed with a probability, the others are scaled so that the mean
/// stays. The key and the number of the element decide, so the mask is never stored: backward draws it again.
/// </summary>
public static unsafe class Dropout
{
    /// <summary><c>y = x / (1 − p)</c>, or 0 with probability p. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="probability">The probability of dropping an element, 0 to 1; rounded to a multiple of 2^−23.</param>
    /// <param name="key">A key of its own for this layer and step, see <see cref="CounterRandom.Key"/>.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length, float probability, ulong key) =>
        Mask(part, count * length, input, output, probability, key, accumulate: false);

    /// <summary><c>dx = dy / (1 − p)</c> where the element was kept, else 0. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="probability">As in forward.</param>
    /// <param name="key">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, float probability, ulong key, bool accumulate = false) =>
        Mask(part, count * length, dOutput, dInput, probability, key, accumulate);

    private static void Mask(in Part part, int total, ReadOnlySpan<float> source, Span<float> destination, float probability, ulong key, bool accumulate)
    {
        Debug.Assert(source.Length >= total && destination.Length >= total, "The spans hold every element.");
        Debug.Assert(probability is >= 0 and <= 1, "A probability.");
        (int start, int end) = part.Range(total, BinaryLoop.Grain);
        fixed (float* from = source)
        fixed (float* to = destination)
        {
            if (accumulate)
            {
                VectorWidth.Run(new Kernel<Accumulate>(from, to, start, end, probability, key));
            }
            else
            {
                VectorWidth.Run(new Kernel<Overwrite>(from, to, start, end, probability, key));
            }
        }
    }

    private readonly struct Kernel<TDestination>(float* source, float* destination, int start, int end, float probability, ulong key) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* from = source;
            float* to = destination;
            int i = start;
            int last = end;
            RandomBits<S, V> random = new(key, start);
            V threshold = S.Broadcast(1f + probability);
            V scale = S.Broadcast(1f / (1f - probability));
            for (; i <= last - S.Width; i += S.Width)
            {
                V dropped = S.GreaterThan(threshold, random.NextFromOneToTwo());
                TDestination.Store<S, V>(to + i, S.Select(dropped, S.Zero, S.Multiply(S.Load(from + i), scale)));
            }

            if (i < last)
            {
                V dropped = S.GreaterThan(threshold, random.NextFromOneToTwo());
                TDestination.StoreFirst<S, V>(to + i, S.Select(dropped, S.Zero, S.Multiply(S.LoadFirst(from + i, last - i), scale)), last - i);
            }
        }
    }
}
