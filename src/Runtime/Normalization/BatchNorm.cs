using System.Diagnostics;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015): <c>y = (x − mean) / √(variance + epsilon) · weight + bias</c>, channel by
/// channel, with the mean and the variance over all samples and pixels of the batch.
/// <para>
/// Statistics are 2·channels floats: the means, then the biased variances. Scratch holds 2·channels floats for every
/// sample of the batch: partial sums of each sample, which are added in the order of the samples.
/// </para>
/// </summary>
public static unsafe partial class BatchNorm
{
    /// <summary>Normalises the batch and leaves its statistics.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples; count·pixels is at least 2.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="output">count·pixels·channels floats; not the input, which backward needs.</param>
    /// <param name="statistics">Receives the means and biased variances: 2·channels floats.</param>
    /// <param name="scratch">2·channels·count floats of any content.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, Span<float> scratch, int channels, int pixels, float epsilon)
    {
        SampleStatistics(part, count, input, scratch, channels, pixels);
        part.Sync();
        CombineStatistics(part, count, scratch, statistics, channels, pixels);
        part.Sync();
        Normalize<Identity>(part, count, input, weight, bias, output, statistics, statistics[channels..], channels, pixels, epsilon);
    }

    /// <summary>As <see cref="Forward"/>, and <c>max(…, 0)</c> of the result.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples; count·pixels is at least 2.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="output">count·pixels·channels floats; not the input, which backward needs.</param>
    /// <param name="statistics">Receives the means and biased variances: 2·channels floats.</param>
    /// <param name="scratch">2·channels·count floats of any content.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, Span<float> scratch, int channels, int pixels, float epsilon)
    {
        SampleStatistics(part, count, input, scratch, channels, pixels);
        part.Sync();
        CombineStatistics(part, count, scratch, statistics, channels, pixels);
        part.Sync();
        Normalize<ReLU.Function>(part, count, input, weight, bias, output, statistics, statistics[channels..], channels, pixels, epsilon);
    }

    /// <summary>The gradients of input, weight and bias, through the statistics of the batch, too.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="statistics">What forward left.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input; may be <paramref name="dOutput"/>.</param>
    /// <param name="dWeight">The gradient of the weight, added to; may be empty.</param>
    /// <param name="dBias">The gradient of the bias, added to; may be empty.</param>
    /// <param name="scratch">2·channels·count floats of any content.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, Span<float> dWeight, Span<float> dBias, Span<float> scratch, int channels, int pixels, float epsilon, bool accumulate = false)
    {
        SampleGradients(part, count, input, statistics, dOutput, scratch, channels, pixels);
        part.Sync();
        CombineGradients(part, count, statistics[channels..], dWeight, dBias, scratch, channels, epsilon);
        part.Sync();
        if (accumulate)
        {
            InputGradient<Accumulate>(part, count, input, weight, statistics, dOutput, dInput, scratch, channels, pixels, epsilon);
        }
        else
        {
            InputGradient<Overwrite>(part, count, input, weight, statistics, dOutput, dInput, scratch, channels, pixels, epsilon);
        }
    }

    /// <summary>Normalises by statistics that are given: the running averages, in training that leaves them alone. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="mean">A mean a channel.</param>
    /// <param name="variance">A variance a channel.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void ForwardFixed(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, Span<float> output, int channels, int pixels, float epsilon) =>
        Normalize<Identity>(part, count, input, weight, bias, output, mean, variance, channels, pixels, epsilon);

    /// <summary>As <see cref="ForwardFixed"/>, and <c>max(…, 0)</c> of the result.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="mean">A mean a channel.</param>
    /// <param name="variance">A variance a channel.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void ForwardFixedReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, Span<float> output, int channels, int pixels, float epsilon) =>
        Normalize<ReLU.Function>(part, count, input, weight, bias, output, mean, variance, channels, pixels, epsilon);

    /// <summary>The gradient of the input where the statistics are given. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="variance">A variance a channel.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardFixedInput(in Part part, int count, ReadOnlySpan<float> weight, ReadOnlySpan<float> variance, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, float epsilon, bool accumulate = false)
    {
        if (accumulate)
        {
            ScaleGradient<Accumulate>(part, count, weight, variance, dOutput, dInput, channels, pixels, epsilon);
        }
        else
        {
            ScaleGradient<Overwrite>(part, count, weight, variance, dOutput, dInput, channels, pixels, epsilon);
        }
    }

    /// <summary>Adds the gradients of weight and bias to what is there, where the statistics are given.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·pixels·channels floats.</param>
    /// <param name="mean">A mean a channel.</param>
    /// <param name="variance">A variance a channel.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dWeight">The gradient of the weight, added to.</param>
    /// <param name="dBias">The gradient of the bias, added to.</param>
    /// <param name="scratch">2·channels·count floats of any content.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">As in forward.</param>
    public static void BackwardFixedParameters(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, ReadOnlySpan<float> dOutput, Span<float> dWeight, Span<float> dBias, Span<float> scratch, int channels, int pixels, float epsilon)
    {
        SampleGradients(part, count, input, mean, dOutput, scratch, channels, pixels);
        part.Sync();
        CombineGradients(part, count, variance, dWeight, dBias, scratch, channels, epsilon);
    }

    /// <summary>
    /// Moves the running averages towards the statistics of a batch:
    /// <c>running = (1 − momentum) · running + momentum · statistic</c>, with the unbiased variance, as PyTorch does.
    /// </summary>
    /// <param name="statistics">What forward left: 2·channels floats.</param>
    /// <param name="runningMean">A mean a channel.</param>
    /// <param name="runningVariance">A variance a channel.</param>
    /// <param name="samples">Samples times pixels of the batch, at least 2.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="momentum">The share of the batch, 0 to 1.</param>
    public static void UpdateRunning(ReadOnlySpan<float> statistics, Span<float> runningMean, Span<float> runningVariance, int samples, int channels, float momentum)
    {
        Debug.Assert(samples >= 2, "The unbiased variance needs two samples.");
        float unbiased = (float)((double)samples / (samples - 1));
        for (int c = 0; c < channels; c++)
        {
            runningMean[c] = ((1f - momentum) * runningMean[c]) + (momentum * statistics[c]);
            runningVariance[c] = ((1f - momentum) * runningVariance[c]) + (momentum * (statistics[channels + c] * unbiased));
        }
    }

    /// <summary>Batch normalisation with fixed statistics as a factor and a summand, for <see cref="Scale"/>.</summary>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="mean">A mean a channel.</param>
    /// <param name="variance">A variance a channel.</param>
    /// <param name="scale">Receives <c>weight / √(variance + epsilon)</c>.</param>
    /// <param name="shift">Receives <c>bias − mean · scale</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void ScaleAndShift(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, Span<float> scale, Span<float> shift, float epsilon)
    {
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] = (weight.IsEmpty ? 1f : weight[c]) / MathF.Sqrt(variance[c] + epsilon);
            shift[c] = (bias.IsEmpty ? 0f : bias[c]) - (mean[c] * scale[c]);
        }
    }

    /// <summary>
    /// Folds batch normalisation with fixed statistics into the layer before it, whose weights are panels:
    /// <c>[group][panel][k][output in the panel]</c>.
    /// </summary>
    /// <param name="layerWeight">The weights of the layer.</param>
    /// <param name="layerBias">The bias of the layer, a number an output, or empty.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="mean">A mean a channel.</param>
    /// <param name="variance">A variance a channel.</param>
    /// <param name="foldedWeight">Receives the weights of layer and normalisation together, in the same panels.</param>
    /// <param name="foldedBias">Receives their bias, a number an output.</param>
    /// <param name="outputs">Outputs of the layer, the channels of the normalisation.</param>
    /// <param name="groups">Groups of the layer.</param>
    /// <param name="inner">Terms in the sum of an output.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Fold(ReadOnlySpan<float> layerWeight, ReadOnlySpan<float> layerBias, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, Span<float> foldedWeight, Span<float> foldedBias, int outputs, int groups, int inner, float epsilon)
    {
        int outputsPerGroup = outputs / groups;
        int width = Panels.Width(outputsPerGroup);
        int panels = Panels.Padded(outputsPerGroup) / width;
        int panelLength = inner * width;
        layerWeight[..(groups * panels * panelLength)].CopyTo(foldedWeight);
        for (int output = 0; output < outputs; output++)
        {
            float scale = (weight.IsEmpty ? 1f : weight[output]) / MathF.Sqrt(variance[output] + epsilon);
            float layer = layerBias.IsEmpty ? 0f : layerBias[output];
            foldedBias[output] = ((layer - mean[output]) * scale) + (bias.IsEmpty ? 0f : bias[output]);

            int group = output / outputsPerGroup;
            int local = output % outputsPerGroup;
            int first = (((group * panels) + (local / width)) * panelLength) + (local % width);
            for (int k = 0; k < inner; k++)
            {
                foldedWeight[first + (k * width)] *= scale;
            }
        }
    }
}
