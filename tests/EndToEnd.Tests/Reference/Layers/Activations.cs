namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch ReLU(LayerRun run) => run.Input.Map(x => Math.Max(x, 0));

    public static Batch LeakyReLU(LayerRun run) => run.Input.Map(x => x >= 0 ? x : x * run.Layer.Number("slope"));

    public static Batch Sigmoid(LayerRun run) => run.Input.Map(x => 1 / (1 + Math.Exp(-x)));

    public static Batch Tanh(LayerRun run) => run.Input.Map(Math.Tanh);

    /// <summary>Over the channels of each pixel.</summary>
    public static Batch Softmax(LayerRun run)
    {
        Batch input = run.Input;
        var output = new Batch(input.Count, input.Shape);
        for (int n = 0; n < input.Count; n++)
        for (int y = 0; y < input.Height; y++)
        for (int x = 0; x < input.Width; x++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int channel = 0; channel < input.Channels; channel++)
            {
                largest = Math.Max(largest, input[n, channel, y, x]);
            }

            for (int channel = 0; channel < input.Channels; channel++)
            {
                sum += output[n, channel, y, x] = Math.Exp(input[n, channel, y, x] - largest);
            }

            for (int channel = 0; channel < input.Channels; channel++)
            {
                output[n, channel, y, x] /= sum;
            }
        }

        return output;
    }
}
