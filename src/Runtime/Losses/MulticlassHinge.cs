using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The margin loss of support vector machines for several classes (Weston and Watkins 1999): the mean over the classes of
/// <c>max(0, margin + score − score[label])</c>, or of its square, the label itself left out of the sum.
/// </summary>
public static unsafe class MulticlassHinge
{
    /// <summary>The loss of every row of scores and the gradient of their mean. The gradient may overwrite the scores.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Rows: samples, or their steps or pixels.</param>
    /// <param name="scores">count·classes floats.</param>
    /// <param name="labels">The true class of each row, 0 … classes − 1.</param>
    /// <param name="losses">Receives one loss a row, not divided by the count.</param>
    /// <param name="dScores">Receives the gradient: count·classes floats.</param>
    /// <param name="classes">Scores of a row.</param>
    /// <param name="margin">By how much the score of the label must exceed the others.</param>
    /// <param name="squared">Whether the excesses are squared.</param>
    /// <param name="classWeights">How much the rows of each label count; none where all count the same.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dScores"/> instead of overwriting it.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, Span<float> losses, Span<float> dScores, int classes, float margin, bool squared = false, ReadOnlySpan<float> classWeights = default, float weight = 1, bool accumulate = false)
    {
        Debug.Assert(scores.Length >= count * classes && dScores.Length >= count * classes, "The spans hold every score.");
        Debug.Assert(labels.Length >= count && losses.Length >= count, "Every row has a label and a loss.");
        (int start, int end) = part.Range(count, Math.Clamp(2048 / classes, 1, 16));
        fixed (float* x = scores)
        fixed (int* label = labels)
        fixed (float* loss = losses)
        fixed (float* dx = dScores)
        fixed (float* weights = classWeights)
        {
            if (accumulate)
            {
                VectorWidth.Run(new Kernel<Accumulate>(x, label, loss, dx, weights, start, end, count, classes, margin, squared, weight));
            }
            else
            {
                VectorWidth.Run(new Kernel<Overwrite>(x, label, loss, dx, weights, start, end, count, classes, margin, squared, weight));
            }
        }
    }

    private readonly struct Kernel<TDestination>(
        float* scores, int* labels, float* losses, float* dScores, float* classWeights, int start, int end, int count, int classes, float margin, bool squared, float weight) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = start; row < end; row++)
            {
                float* x = scores + ((long)row * classes);
                float* dx = dScores + ((long)row * classes);
                int label = labels[row];
                Debug.Assert((uint)label < (uint)classes, "The session checked the labels.");

                float importance = (classWeights == null ? 1 : classWeights[label]) / classes;
                float factor = weight * importance / count * (squared ? 2 : 1);
                float least = margin - x[label];

                // The label's own excess, computed as in the loop, comes out of both sums again.
                float own = Math.Max(0, least + x[label]);
                V bound = S.Broadcast(least), times = S.Broadcast(factor);
                V sum = S.Zero, slopes = S.Zero;
                int c = 0;
                for (; c <= classes - S.Width; c += S.Width)
                {
                    V excess = S.Max(S.Zero, S.Add(bound, S.Load(x + c)));
                    V slope = squared ? excess : S.And(S.GreaterThan(excess, S.Zero), S.Broadcast(1f));
                    sum = S.Add(sum, squared ? S.Multiply(excess, excess) : excess);
                    slopes = S.Add(slopes, slope);
                    TDestination.Store<S, V>(dx + c, S.Multiply(slope, times));
                }

                if (c < classes)
                {
                    V lanes = S.FirstLanes(classes - c);
                    V excess = S.And(lanes, S.Max(S.Zero, S.Add(bound, S.LoadFirst(x + c, classes - c))));
                    V slope = squared ? excess : S.And(S.GreaterThan(excess, S.Zero), S.Broadcast(1f));
                    sum = S.Add(sum, squared ? S.Multiply(excess, excess) : excess);
                    slopes = S.Add(slopes, slope);
                    TDestination.StoreFirst<S, V>(dx + c, S.Multiply(slope, times), classes - c);
                }

                dx[label] -= factor * S.Sum(slopes);
                losses[row] = importance * (S.Sum(sum) - (squared ? own * own : own));
            }
        }
    }
}
