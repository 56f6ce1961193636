namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    /// <summary>
    /// Batch statistics in training, which also move the running ones; the running ones in prediction, and in training too
    /// where the layer says so.
    /// </summary>
    public static Batch BatchNorm(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        double momentum = layer.Number("momentum");
        double[] means = run.Parameter("running_mean"), variances = run.Parameter("running_var");
        if (!run.IsTraining || layer.Flag("useRunningStatistics"))
        {
            return Normalize(run, (channel, _) => (means[channel], variances[channel]));
        }

        int samples = input.Count * input.Pixels;
        (double Mean, double Variance)[] ofBatch = new (double, double)[input.Channels];
        for (int channel = 0; channel < input.Channels; channel++)
        {
            ofBatch[channel] = Moments(Places(input).Where(place => place.Channel == channel).Select(place => place.Value));
            means[channel] += momentum * (ofBatch[channel].Mean - means[channel]);
            variances[channel] += momentum * (ofBatch[channel].Variance * samples / (samples - 1) - variances[channel]);
        }

        return Normalize(run, (channel, _) => ofBatch[channel]);
    }

    /// <summary>Over a vector, over the features of each step, over an image or over the channels of each pixel.</summary>
    public static Batch LayerNorm(LayerRun run) => NormalizeRows(run, Moments);

    public static Batch RMSNorm(LayerRun run) => NormalizeRows(run, values => (0, values.Average(value => value * value)));

    public static Batch GroupNorm(LayerRun run)
    {
        int size = run.Input.Channels / run.Layer.Int("groups");
        var groups = Places(run.Input).GroupBy(place => (place.Sample, place.Channel / size)).ToDictionary(group => group.Key, group => Moments(group.Select(place => place.Value)));
        return Normalize(run, (channel, sample) => groups[(sample, channel / size)]);
    }

    public static Batch InstanceNorm(LayerRun run)
    {
        var instances = Places(run.Input).GroupBy(place => (place.Sample, place.Channel)).ToDictionary(group => group.Key, group => Moments(group.Select(place => place.Value)));
        return Normalize(run, (channel, sample) => instances[(sample, channel)]);
    }

    /// <summary>Krizhevsky's normalisation with PyTorch's division by the size.</summary>
    public static Batch LocalResponseNorm(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        int size = layer.Int("size");
        double alpha = layer.Number("alpha"), beta = layer.Number("beta"), k = layer.Number("k");
        var output = new Batch(input.Count, input.Shape);
        foreach (Place place in Places(input))
        {
            double squares = 0;
            for (int other = place.Channel - size / 2; other <= place.Channel + (size - 1) / 2; other++)
            {
                squares += other < 0 || other >= input.Channels ? 0 : Math.Pow(input[place.Sample, other, place.Y, place.X], 2);
            }

            output[place.Sample, place.Channel, place.Y, place.X] = place.Value / Math.Pow(k + alpha / size * squares, beta);
        }

        return output;
    }

    /// <summary>Per-channel norms: the mean and variance of a channel of a sample are given.</summary>
    private static Batch Normalize(LayerRun run, Func<int, int, (double Mean, double Variance)> statistics)
    {
        Batch input = run.Input;
        bool affine = run.Layer.Flag("affine");
        var output = new Batch(input.Count, input.Shape);
        foreach (Place place in Places(input))
        {
            (double mean, double variance) = statistics(place.Channel, place.Sample);
            double normal = (place.Value - mean) / Math.Sqrt(variance + run.Layer.Number("epsilon"));
            output[place.Sample, place.Channel, place.Y, place.X] = affine ? normal * run.Parameter("weight")[place.Channel] + run.Parameter("bias")[place.Channel] : normal;
        }

        return output;
    }

    /// <summary>Norms of rows, whose weight has the shape of a row.</summary>
    private static Batch NormalizeRows(LayerRun run, Func<IEnumerable<double>, (double Mean, double Variance)> statistics)
    {
        Batch input = run.Input;
        DeclaredLayer layer = run.Layer;
        bool isWhole = input.Shape.Length == 3 && !layer.Flag("perPixel");
        bool hasBias = layer.Flag("affine") && layer.Has("bias") && layer.Flag("bias");
        var output = new Batch(input.Count, input.Shape);
        foreach (var row in Places(input).GroupBy(place => isWhole ? (place.Sample, 0, 0) : (place.Sample, place.Y, place.X)))
        {
            (double mean, double variance) = statistics(row.Select(place => place.Value));
            foreach (Place place in row)
            {
                int index = isWhole ? (place.Channel * input.Height + place.Y) * input.Width + place.X : place.Channel;
                double value = (place.Value - mean) / Math.Sqrt(variance + layer.Number("epsilon"));
                value *= layer.Flag("affine") ? run.Parameter("weight")[index] : 1;
                output[place.Sample, place.Channel, place.Y, place.X] = value + (hasBias ? run.Parameter("bias")[index] : 0);
            }
        }

        return output;
    }

    private static (double Mean, double Variance) Moments(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Sum() / all.Length;
        return (mean, all.Sum(value => (value - mean) * (value - mean)) / all.Length);
    }

    private static IEnumerable<Place> Places(Batch batch)
    {
        for (int sample = 0; sample < batch.Count; sample++)
        for (int channel = 0; channel < batch.Channels; channel++)
        for (int y = 0; y < batch.Height; y++)
        for (int x = 0; x < batch.Width; x++)
        {
            yield return new Place(sample, channel, y, x, batch[sample, channel, y, x]);
        }
    }

    private readonly record struct Place(int Sample, int Channel, int Y, int X, double Value);
}
