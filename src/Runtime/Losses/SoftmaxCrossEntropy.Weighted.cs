using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>
/// The forms with options: the cross-entropy <c>−Σ q·ln softmax(scores)</c> with q the expected distribution, in which each
/// class counts by its weight.
/// </content>
public static unsafe partial class SoftmaxCrossEntropy
{
    /// <summary>
    /// The loss of every row and the gradient of their mean, weighed by the classes of the labels, as PyTorch's
    /// <c>cross_entropy</c>: the sum over the rows is divided by <paramref name="total"/>.
    /// </summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Rows: samples, or their steps or pixels.</param>
    /// <param name="scores">count·classes floats.</param>
    /// <param name="labels">The true class of each row, or <paramref name="ignored"/>.</param>
    /// <param name="losses">Receives one loss a row, times count / total, so that their mean over the rows is the loss.</param>
    /// <param name="dScores">Receives the gradient: count·classes floats. It may be the scores.</param>
    /// <param name="classes">Scores of a row.</param>
    /// <param name="total">The number of rows that are not ignored, or the sum of the weights of their classes; at 0 losses and gradient are 0.</param>
    /// <param name="smoothing">The share of the label that is spread evenly over all classes, from 0 to 1.</param>
    /// <param name="classWeights">How much each class counts; none where all count the same.</param>
    /// <param name="ignored">The label of rows that count for nothing.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dScores"/> instead of overwriting it.</param>
    public static void EvaluateWeighted(in Part part, int count, ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, Span<float> losses, Span<float> dScores, int classes, float total, float smoothing = 0, ReadOnlySpan<float> classWeights = default, int ignored = int.MinValue, float weight = 1, bool accumulate = false)
    {
        Debug.Assert(labels.Length >= count, "Every row has a label.");
        fixed (int* label = labels)
        {
            Run(part, count, scores, label, default, losses, dScores, classes, total, smoothing, classWeights, ignored, weight, accumulate);
        }
    }

    /// <summary>The loss of every row and the gradient of their mean, against distributions over the classes.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Rows: samples, or their steps or pixels.</param>
    /// <param name="scores">count·classes floats.</param>
    /// <param name="targets">count·classes floats: a distribution a row.</param>
    /// <param name="losses">Receives one loss a row, not divided by the count.</param>
    /// <param name="dScores">Receives the gradient: count·classes floats. It may be the scores.</param>
    /// <param name="classes">Scores of a row.</param>
    /// <param name="smoothing">The share of each target that is spread evenly over all classes, from 0 to 1.</param>
    /// <param name="classWeights">How much each class counts; none where all count the same.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dScores"/> instead of overwriting it.</param>
    public static void EvaluateDistributions(in Part part, int count, ReadOnlySpan<float> scores, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dScores, int classes, float smoothing = 0, ReadOnlySpan<float> classWeights = default, float weight = 1, bool accumulate = false)
    {
        Debug.Assert(targets.Length >= count * classes, "Every row has a target.");
        Run(part, count, scores, null, targets, losses, dScores, classes, count, smoothing, classWeights, int.MinValue, weight, accumulate);
    }

    private static void Run(in Part part, int count, ReadOnlySpan<float> scores, int* labels, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dScores, int classes, float total, float smoothing, ReadOnlySpan<float> classWeights, int ignored, float weight, bool accumulate)
    {
        Debug.Assert(scores.Length >= count * classes && dScores.Length >= count * classes && losses.Length >= count, "The spans hold every score.");
        (int start, int end) = part.Range(count, Math.Clamp(2048 / classes, 1, 16));
        fixed (float* x = scores)
        fixed (float* target = targets)
        fixed (float* loss = losses)
        fixed (float* dx = dScores)
        fixed (float* weights = classWeights)
        {
            float lossFactor = total == 0 ? 0 : count / total, gradientFactor = total == 0 ? 0 : weight / total;
            var expected = new Expected(weights, labels == null ? 1 - smoothing : 0, smoothing / classes);
            if (accumulate)
            {
                VectorWidth.Run(new WeightedKernel<Accumulate>(x, labels, target, loss, dx, start, end, classes, 1 - smoothing, expected, ignored, lossFactor, gradientFactor));
            }
            else
            {
                VectorWidth.Run(new WeightedKernel<Overwrite>(x, labels, target, loss, dx, start, end, classes, 1 - smoothing, expected, ignored, lossFactor, gradientFactor));
            }
        }
    }

    /// <summary>What is expected of each class, the label itself apart: <c>weight · (target · share + spread)</c>.</summary>
    private readonly struct Expected(float* classWeights, float share, float spread)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<S, V>(float* targets, int first, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V expected = S.Broadcast(spread);
            if (targets != null)
            {
                expected = S.MultiplyAdd(Some<S, V>(targets + first, lanes), S.Broadcast(share), expected);
            }

            expected = classWeights == null ? expected : S.Multiply(expected, Some<S, V>(classWeights + first, lanes));
            return lanes == S.Width ? expected : S.And(expected, S.FirstLanes(lanes));
        }

        public float WeightOf(int label) => classWeights == null ? 1 : classWeights[label];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Some<S, V>(float* source, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct => lanes == S.Width ? S.Load(source) : S.LoadFirst(source, lanes);
    }

    private readonly struct WeightedKernel<TDestination>(
        float* scores, int* labels, float* targets, float* losses, float* dScores, int start, int end, int classes, float share, Expected expected, int ignored, float lossFactor, float gradientFactor) : IVectorKernel
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
                float* target = targets == null ? null : targets + ((long)row * classes);
                int label = labels == null ? -1 : labels[row];
                if (labels != null && label == ignored)
                {
                    losses[row] = 0;
                    Store<S, V>(x, dx, null, max: 0, factor: 0, isIgnored: true);
                    continue;
                }

                float own = labels == null ? 0 : share * expected.WeightOf(label);
                float max = ScoreRows.Max<S, V>(x, classes);
                V sums = S.Zero, masses = S.Zero, distances = S.Zero;
                for (int c = 0; c < classes; c += S.Width)
                {
                    int lanes = Math.Min(S.Width, classes - c);
                    V score = Expected.Some<S, V>(x + c, lanes);
                    V below = S.Subtract(score, S.Broadcast(max));
                    V e = VectorMath.Exp<S, V>(below);
                    V q = expected.Of<S, V>(target, c, lanes);
                    sums = S.Add(sums, lanes == S.Width ? e : S.And(e, S.FirstLanes(lanes)));
                    masses = S.Add(masses, q);
                    distances = S.Subtract(distances, S.Multiply(q, below));
                }

                float sum = S.Sum(sums), mass = S.Sum(masses) + own, distance = S.Sum(distances);
                if (labels != null)
                {
                    distance += own * (max - x[label]);
                }

                losses[row] = lossFactor * ((mass * VectorMath.Log(sum)) + distance);
                Store<S, V>(x, dx, target, max, gradientFactor * mass / sum, isIgnored: false);
                if (labels != null)
                {
                    dx[label] -= gradientFactor * own;
                }
            }
        }

        private void Store<S, V>(float* x, float* dx, float* target, float max, float factor, bool isIgnored)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int c = 0; c < classes; c += S.Width)
            {
                int lanes = Math.Min(S.Width, classes - c);
                V gradient = S.Zero;
                if (!isIgnored)
                {
                    V e = VectorMath.Exp<S, V>(S.Subtract(Expected.Some<S, V>(x + c, lanes), S.Broadcast(max)));
                    V q = expected.Of<S, V>(target, c, lanes);
                    gradient = S.Subtract(S.Multiply(e, S.Broadcast(factor)), S.Multiply(q, S.Broadcast(gradientFactor)));
                }

                if (lanes == S.Width)
                {
                    TDestination.Store<S, V>(dx + c, gradient);
                }
                else
                {
                    TDestination.StoreFirst<S, V>(dx + c, gradient, lanes);
                }
            }
        }
    }
}
