using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The softmax of the scores and the cross-entropy with the true class in one:
/// <c>loss = ln Σ e^score − score[label]</c>, with the greatest score taken out of the sum, so that it is exact for large
/// scores, too. A score that is NaN gives a loss that is NaN.
/// </summary>
public static unsafe partial class SoftmaxCrossEntropy
{
    /// <summary>The loss of every row of scores and the gradient of their mean. The gradient may overwrite the scores.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Rows: samples, or their steps or pixels.</param>
    /// <param name="scores">count·classes floats.</param>
    /// <param name="labels">The true class of each row, 0 … classes − 1.</param>
    /// <param name="losses">Receives one loss a row, not divided by the count.</param>
    /// <param name="dScores">Receives <c>(softmax − one-hot) / count</c>: count·classes floats.</param>
    /// <param name="classes">Scores of a row.</param>
    /// <param name="weight">What the gradient is multiplied by.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, Span<float> losses, Span<float> dScores, int classes, float weight = 1)
    {
        Debug.Assert(scores.Length >= count * classes && dScores.Length >= count * classes, "The spans hold every score.");
        Debug.Assert(labels.Length >= count && losses.Length >= count, "Every sample has a label and a loss.");
        (int start, int end) = part.Range(count, 8);
        fixed (float* x = scores)
        fixed (int* label = labels)
        fixed (float* loss = losses)
        fixed (float* dx = dScores)
        fixed (float* scratch = part.Scratch)
        {
            VectorWidth.Run(new Kernel(x, label, loss, dx, scratch, start, end, count, classes, weight));
        }
    }

    private readonly struct Kernel(float* scores, int* labels, float* losses, float* dScores, float* distances, int start, int end, int count, int classes, float weight) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int first = start; first < end; first += Part.ScratchLength)
            {
                Block<S, V>(first, Math.Min(end - first, Part.ScratchLength));
            }
        }

        private void Block<S, V>(int first, int length)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V lanes = S.FirstLanes(Math.Min(classes, S.Width));
            float rows = count / weight;
            for (int i = 0; i < length; i++)
            {
                float* x = scores + ((long)(first + i) * classes);
                float* dx = dScores + ((long)(first + i) * classes);
                int label = labels[first + i];
                Debug.Assert((uint)label < (uint)classes, "The session checked the labels.");

                float labelled = x[label];
                float max;
                float sum;
                if (classes <= S.Width)
                {
                    V e = ScoreRows.ExpOfShortRow<S, V>(x, lanes, out max, out sum);
                    S.StoreMasked(dx, S.Divide(e, S.Broadcast(sum * rows)), lanes);
                }
                else
                {
                    max = ScoreRows.Max<S, V>(x, classes);
                    sum = ScoreRows.Exp<S, V>(x, max, dx, classes);
                    ScoreRows.Divide<S, V>(dx, sum * rows, classes);
                }

                dx[label] -= weight / count;
                losses[first + i] = sum;
                distances[i] = max - labelled;
            }

            // The logarithms of many samples at once: loss = ln Σ + distance of the label's score from the greatest.
            for (int i = 0; i < length; i += S.Width)
            {
                int samples = Math.Min(S.Width, length - i);
                float* loss = losses + first + i;
                V sum = S.LoadFirst(loss, samples);
                S.StoreFirst(loss, S.Add(VectorMath.Log<S, V>(sum), S.LoadFirst(distances + i, samples)), samples);
            }
        }
    }
}
