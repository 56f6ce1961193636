namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    /// <summary>Batch statistics in training, which also move the running ones; the running ones in prediction.</summary>
    public static Batch BatchNorm(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        double epsilon = layer.Number("epsilon"), momentum = layer.Number("momentum");
        double[] weight = run.Parameter("weight"), bias = run.Parameter("bias");
        double[] means = run.Parameter("running_mean"), variances = run.Parameter("running_var");
        var output = new Batch(input.Count, input.Shape);
        int samples = input.Count * input.Pixels;
        for (int channel = 0; channel < input.Channels; channel++)
        {
            double mean = means[channel], variance = variances[channel];
            if (run.IsTraining)
            {
                double[] values = EachOf(channel);
                mean = values.Sum() / samples;
                variance = 0;
                foreach (double value in values)
                {
                    variance += (value - mean) * (value - mean) / samples;
                }

                means[channel] += momentum * (mean - means[channel]);
                variances[channel] += momentum * (variance * samples / (samples - 1) - variances[channel]);
            }

            for (int n = 0; n < input.Count; n++)
            for (int y = 0; y < input.Height; y++)
            for (int x = 0; x < input.Width; x++)
            {
                output[n, channel, y, x] = (input[n, channel, y, x] - mean) / Math.Sqrt(variance + epsilon) * weight[channel] + bias[channel];
            }
        }

        return output;

        double[] EachOf(int channel)
        {
            double[] values = new double[samples];
            for (int i = 0; i < samples; i++)
            {
                values[i] = input[i / input.Pixels, channel, i % input.Pixels / input.Width, i % input.Width];
            }

            return values;
        }
    }
}
