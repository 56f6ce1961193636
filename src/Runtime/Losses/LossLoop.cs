using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A loss of one value and its target, on vectors.</summary>
internal interface ILossFunction
{
    /// <param name="output">Values of the output.</param>
    /// <param name="target">Their targets.</param>
    /// <param name="position">Where in the sample the first of them stands.</param>
    /// <param name="lanes">How many of them there are.</param>
    /// <param name="derivative">The derivative by the output.</param>
    V Apply<S, V>(V output, V target, int position, int lanes, out V derivative)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary>
/// The loop of every loss that compares value by value: losses and gradient in one pass. A long sample is cut into
/// pieces, so that workers share few of them too; each piece has a sum of its own.
/// </summary>
internal static unsafe class LossLoop
{
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives the loss of each piece of each sample, divided by <paramref name="divisor"/>.</param>
    /// <param name="dOutput">Receives the derivatives times weight / (count · divisor).</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="pieces">Pieces of a sample.</param>
    /// <param name="divisor">What the sum of a sample is divided by: its length for a mean.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dOutput"/> instead of overwriting it.</param>
    /// <param name="function">The loss.</param>
    public static void Run<TFunction>(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length, int pieces, double divisor, float weight, bool accumulate, TFunction function = default)
        where TFunction : struct, ILossFunction
    {
        Debug.Assert(output.Length >= count * length && targets.Length >= count * length && dOutput.Length >= count * length, "The spans hold every element.");
        Debug.Assert(losses.Length >= count * pieces, "Every piece of every sample has a loss.");
        int pieceLength = PieceLength(length, pieces);
        (int start, int end) = part.Range(count * pieces, Math.Clamp(4096 / pieceLength, 1, 8));
        float factor = (float)(weight / (count * divisor));
        fixed (float* y = output)
        fixed (float* t = targets)
        fixed (float* loss = losses)
        fixed (float* dy = dOutput)
        {
            if (accumulate)
            {
                VectorWidth.Run(new Kernel<TFunction, Accumulate>(y, t, loss, dy, start, end, length, pieces, pieceLength, (float)divisor, factor, function));
            }
            else
            {
                VectorWidth.Run(new Kernel<TFunction, Overwrite>(y, t, loss, dy, start, end, length, pieces, pieceLength, (float)divisor, factor, function));
            }
        }
    }

    /// <summary>Floats in a piece: a whole number of cache lines where there are several.</summary>
    internal static int PieceLength(int length, int pieces) => pieces == 1 ? length : ((length - 1) / pieces / 16 + 1) * 16;

    private readonly struct Kernel<TFunction, TDestination>(
        float* output, float* targets, float* losses, float* dOutput, int start, int end, int length, int pieces, int pieceLength, float divisor, float factor, TFunction function) : IVectorKernel
        where TFunction : struct, ILossFunction
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            TFunction apply = function;
            V times = S.Broadcast(factor);
            for (int item = start; item < end; item++)
            {
                (int sample, int piece) = Math.DivRem(item, pieces);
                int first = piece * pieceLength;
                int floats = Math.Min(pieceLength, length - first);
                float* y = output + ((long)sample * length) + first;
                float* t = targets + ((long)sample * length) + first;
                float* dy = dOutput + ((long)sample * length) + first;

                V sum = S.Zero;
                int i = 0;
                for (; i <= floats - S.Width; i += S.Width)
                {
                    V loss = apply.Apply<S, V>(S.Load(y + i), S.Load(t + i), first + i, S.Width, out V derivative);
                    sum = S.Add(sum, loss);
                    TDestination.Store<S, V>(dy + i, S.Multiply(derivative, times));
                }

                if (i < floats)
                {
                    int lanes = floats - i;
                    V loss = apply.Apply<S, V>(S.LoadFirst(y + i, lanes), S.LoadFirst(t + i, lanes), first + i, lanes, out V derivative);
                    sum = S.Add(sum, S.And(S.FirstLanes(lanes), loss));
                    TDestination.StoreFirst<S, V>(dy + i, S.Multiply(derivative, times), lanes);
                }

                losses[item] = S.Sum(sum) / divisor;
            }
        }
    }
}
