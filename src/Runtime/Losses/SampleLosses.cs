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

    /// <summary>
    /// Leaves out the steps beyond the lengths of sequences: the mean of the losses of all samples becomes that of all steps
    /// that count, and the gradient is that of this mean.
    /// </summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="stepLosses">count·steps losses.</param>
    /// <param name="losses">Receives one loss a sample.</param>
    /// <param name="gradient">The gradient of the mean over all steps, count·steps·features floats; becomes that of the mean over those that count.</param>
    /// <param name="lengths">How many steps of each sample count.</param>
    /// <param name="steps">Steps of a sample.</param>
    /// <param name="features">Floats of a step.</param>
    public static void LeaveOut(in Part part, int count, ReadOnlySpan<float> stepLosses, Span<float> losses, Span<float> gradient, ReadOnlySpan<float> lengths, int steps, int features)
    {
        Debug.Assert(stepLosses.Length >= count * steps && losses.Length >= count && lengths.Length >= count, "The spans hold every loss.");
        long counted = 0;
        foreach (float length in lengths[..count])
        {
            counted += (long)length;
        }

        double factor = (double)count / counted;
        float scale = (float)(factor * steps);
        (int start, int end) = part.Range(count);
        for (int sample = start; sample < end; sample++)
        {
            int length = (int)lengths[sample];
            double sum = 0;
            foreach (float loss in stepLosses.Slice(sample * steps, length))
            {
                sum += loss;
            }

            losses[sample] = (float)(sum * factor);
            Span<float> ofSample = gradient.Slice(sample * steps * features, steps * features);
            foreach (ref float value in ofSample[..(length * features)])
            {
                value *= scale;
            }

            ofSample[(length * features)..].Clear();
        }
    }
}
