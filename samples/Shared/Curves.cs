using Espalier.Training;

namespace Samples;

/// <summary>Losses for a plot that compares runs.</summary>
internal static class Curves
{
    /// <summary>The running mean of the losses: a twentieth of each new one.</summary>
    public static (double[] Steps, double[] Means) Smooth(LossTrace losses)
    {
        double[] steps = new double[losses.Means.Length];
        double[] means = new double[steps.Length];
        double mean = losses.Means[0];
        for (int i = 0; i < steps.Length; i++)
        {
            mean += .05 * (losses.Means[i] - mean);
            (steps[i], means[i]) = ((i + 1) * (double)losses.Stride, mean);
        }

        return (steps, means);
    }
}
