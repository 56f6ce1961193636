using System.Diagnostics;

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
        where TLoss : struct, IValueLoss
    {
        Debug.Assert(output.Length >= count * length && targets.Length >= count * length && dOutput.Length >= count * length, "The spans hold every element.");
        int pieceLength = LossLoop.PieceLength(length, pieces);
        float factor = (float)(weight / ((double)count * length));
        (int start, int end) = part.Range(count * pieces, Math.Clamp(4096 / pieceLength, 1, 8));
        for (int item = start; item < end; item++)
        {
            (int sample, int piece) = Math.DivRem(item, pieces);
            int from = piece * pieceLength, floats = Math.Max(0, Math.Min(pieceLength, length - from));
            ReadOnlySpan<float> y = output.Slice((sample * length) + from, floats);
            ReadOnlySpan<float> t = targets.Slice((sample * length) + from, floats);
            Span<float> dy = dOutput.Slice((sample * length) + from, floats);
            double sum = 0;
            for (int i = 0; i < floats; i++)
            {
                sum += TLoss.Value(y[i], t[i]);
                float derivative = TLoss.Derivative(y[i], t[i]) * factor;
                dy[i] = accumulate ? dy[i] + derivative : derivative;
            }

            losses[item] = (float)(sum / length);
        }
    }
}
