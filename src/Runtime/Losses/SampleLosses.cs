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
    /// <param name="isSum">Whether the loss of a sample is the sum over its steps, so that nothing is divided by how many they are.</param>
    public static void LeaveOut(in Part part, int count, ReadOnlySpan<float> stepLosses, Span<float> losses, Span<float> gradient, ReadOnlySpan<float> lengths, int steps, int features, bool isSum = false)
    {
        double counted = 0;
        foreach (float length in lengths[..count])
        {
            counted += length;
        }

        LeaveOut(part, count, stepLosses, losses, gradient, lengths, steps, features, isSum ? 1 : count / counted);
    }

    /// <summary>
    /// The same where the labels of steps count by their classes, or not at all: the sum over the steps that count is divided
    /// by the weights of their labels.
    /// </summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="stepLosses">count·steps losses, each times the weight of its label; 0 for one that is ignored.</param>
    /// <param name="losses">Receives one loss a sample, so that their mean is the loss.</param>
    /// <param name="gradient">The gradient of the sum over all steps divided by their number, count·steps·features floats; becomes that of the loss.</param>
    /// <param name="lengths">How many steps of each sample count.</param>
    /// <param name="labels">count·steps labels.</param>
    /// <param name="steps">Steps of a sample.</param>
    /// <param name="features">Floats of a step.</param>
    /// <param name="classWeights">How much each class counts; none where all count the same.</param>
    /// <param name="ignored">The label of steps that count for nothing. Where no other is left, losses and gradient are 0.</param>
    public static void LeaveOutByLabel(in Part part, int count, ReadOnlySpan<float> stepLosses, Span<float> losses, Span<float> gradient, ReadOnlySpan<float> lengths, ReadOnlySpan<int> labels, int steps, int features, ReadOnlySpan<float> classWeights = default, int ignored = int.MinValue)
    {
        Debug.Assert(labels.Length >= count * steps, "Every step has a label.");
        double counted = 0;
        for (int sample = 0; sample < count; sample++)
        {
            foreach (int label in labels.Slice(sample * steps, (int)lengths[sample]))
            {
                counted += label == ignored ? 0 : classWeights.IsEmpty ? 1 : classWeights[label];
            }
        }

        LeaveOut(part, count, stepLosses, losses, gradient, lengths, steps, features, counted == 0 ? 0 : count / counted);
    }

    private static void LeaveOut(in Part part, int count, ReadOnlySpan<float> stepLosses, Span<float> losses, Span<float> gradient, ReadOnlySpan<float> lengths, int steps, int features, double factor)
    {
        Debug.Assert(stepLosses.Length >= count * steps && losses.Length >= count && lengths.Length >= count, "The spans hold every loss.");
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
