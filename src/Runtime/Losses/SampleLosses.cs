using System.Diagnostics;

namespace Espalier.Kernels;

/// <summary>The loss of a sample from the losses of its pieces, steps or pixels.</summary>
public static class SampleLosses
{
    /// <summary><c>losses[sample] = factor · Σ pieces</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="pieces">count·perSample losses.</param>
    /// <param name="losses">Receives one loss a sample.</param>
    /// <param name="perSample">Pieces of a sample.</param>
    /// <param name="factor">What the sum is multiplied by.</param>
    public static void Sum(in Part part, int count, ReadOnlySpan<float> pieces, Span<float> losses, int perSample, float factor = 1)
    {
        Debug.Assert(pieces.Length >= count * perSample && losses.Length >= count, "The spans hold every loss.");
        (int start, int end) = part.Range(count);
        for (int sample = start; sample < end; sample++)
        {
            double sum = 0;
            foreach (float loss in pieces.Slice(sample * perSample, perSample))
            {
                sum += loss;
            }

            losses[sample] = (float)(sum * factor);
        }
    }
}
