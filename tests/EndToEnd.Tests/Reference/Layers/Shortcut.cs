namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    /// <summary>The sum of the line above and an earlier one, brought to its shape where they differ.</summary>
    public static Batch Shortcut(LayerRun run)
    {
        Batch above = run.Input, earlier = run.Inputs[1];
        if (earlier.Shape.SequenceEqual(above.Shape))
        {
            return Sum(above, earlier);
        }

        var sampled = new Batch(above.Count, [earlier.Channels, above.Height, above.Width]);
        int strideY = (int)Math.Ceiling((double)earlier.Height / above.Height), strideX = (int)Math.Ceiling((double)earlier.Width / above.Width);
        ForEach(sampled, (n, channel, y, x) => sampled[n, channel, y, x] = earlier[n, channel, y * strideY, x * strideX]);

        var projected = new Batch(above.Count, above.Shape);
        switch ((Projection)run.Layer.Int("projection"))
        {
            case Projection.ZeroPad:
                int before = (above.Channels - earlier.Channels) / 2;
                ForEach(sampled, (n, channel, y, x) => projected[n, channel + before, y, x] = sampled[n, channel, y, x]);
                break;
            case Projection.Convolution:
                Mix(run.Parameter("weight"));
                break;
            case Projection.ConvolutionBatchNorm:
                Mix(run.Parameter("0.weight"));
                projected = Normalized(projected, name => run.Parameter("1." + name), run.IsTraining);
                break;
            default:
                throw new InvalidOperationException(run.Layer.Name + " joins different shapes.");
        }

        return Sum(above, projected);

        void Mix(double[] weight) => ForEach(projected, (n, filter, y, x) =>
        {
            for (int channel = 0; channel < sampled.Channels; channel++)
            {
                projected[n, filter, y, x] += weight[filter * sampled.Channels + channel] * sampled[n, channel, y, x];
            }
        });
    }

    /// <summary>A batch norm with PyTorch's defaults.</summary>
    private static Batch Normalized(Batch input, Func<string, double[]> parameter, bool training)
    {
        double[] means = parameter("running_mean"), variances = parameter("running_var"), weight = parameter("weight"), bias = parameter("bias");
        var sums = new double[input.Channels];
        var squares = new double[input.Channels];
        int values = input.Count * input.Pixels;
        ForEach(input, (n, channel, y, x) => sums[channel] += input[n, channel, y, x]);
        ForEach(input, (n, channel, y, x) => squares[channel] += Math.Pow(input[n, channel, y, x] - sums[channel] / values, 2));
        var output = new Batch(input.Count, input.Shape);
        ForEach(input, (n, channel, y, x) =>
        {
            double mean = training ? sums[channel] / values : means[channel], variance = training ? squares[channel] / values : variances[channel];
            output[n, channel, y, x] = (input[n, channel, y, x] - mean) / Math.Sqrt(variance + (double)1e-5f) * weight[channel] + bias[channel];
        });
        for (int channel = 0; training && channel < input.Channels; channel++)
        {
            means[channel] += (double)0.1f * (sums[channel] / values - means[channel]);
            variances[channel] += (double)0.1f * (squares[channel] / (values - 1) - variances[channel]);
        }

        return output;
    }

    private static void ForEach(Batch batch, Action<int, int, int, int> action)
    {
        for (int n = 0; n < batch.Count; n++)
        for (int channel = 0; channel < batch.Channels; channel++)
        for (int y = 0; y < batch.Height; y++)
        for (int x = 0; x < batch.Width; x++)
        {
            action(n, channel, y, x);
        }
    }
}
