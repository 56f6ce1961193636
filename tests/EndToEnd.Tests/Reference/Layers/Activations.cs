namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch ReLU(LayerRun run) => run.Input.Map(x => Math.Max(x, 0));

    public static Batch LeakyReLU(LayerRun run) => run.Input.Map(x => x >= 0 ? x : x * run.Layer.Number("slope"));

    public static Batch PReLU(LayerRun run)
    {
        double[] weight = run.Parameter("weight");
        Batch input = run.Input;
        var output = new Batch(input.Count, input.Shape);
        for (int n = 0; n < input.Count; n++)
        for (int channel = 0; channel < input.Channels; channel++)
        for (int y = 0; y < input.Height; y++)
        for (int x = 0; x < input.Width; x++)
        {
            double value = input[n, channel, y, x];
            output[n, channel, y, x] = value >= 0 ? value : value * weight[weight.Length == 1 ? 0 : channel];
        }

        return output;
    }

    public static Batch ELU(LayerRun run) => run.Input.Map(x => x >= 0 ? x : run.Layer.Number("alpha") * (Math.Exp(x) - 1));

    public static Batch SELU(LayerRun run) => run.Input.Map(x => 1.0507009873554804934193349852946 * (x >= 0 ? x : 1.6732632423543772848170429916717 * (Math.Exp(x) - 1)));

    public static Batch GELU(LayerRun run) => (Approximation)run.Layer.Int("approximate") == Approximation.None
        ? run.Input.Map(x => x / 2 * (1 + Erf(x / Math.Sqrt(2))))
        : run.Input.Map(x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));

    public static Batch SiLU(LayerRun run) => run.Input.Map(x => x / (1 + Math.Exp(-x)));

    public static Batch Softplus(LayerRun run)
    {
        double beta = run.Layer.Number("beta"), threshold = run.Layer.Number("threshold");
        return run.Input.Map(x => beta * x > threshold ? x : Math.Log(1 + Math.Exp(beta * x)) / beta);
    }

    public static Batch HardSigmoid(LayerRun run) => run.Input.Map(x => Math.Clamp(x + 3, 0, 6) / 6);

    public static Batch HardSwish(LayerRun run) => run.Input.Map(x => x * Math.Clamp(x + 3, 0, 6) / 6);

    public static Batch Identity(LayerRun run) => run.Input;

    public static Batch Step(LayerRun run) => run.Input.Map(x => x > 0 ? 1 : 0);

    /// <summary>The greatest of each group of neighbouring channels.</summary>
    public static Batch Maxout(LayerRun run)
    {
        Batch input = run.Input;
        int pieces = run.Layer.Int("pieces"), channels = input.Channels / pieces;
        int[] shape = [.. input.Shape];
        shape[shape.Length == 2 ? 1 : 0] = channels;
        var output = new Batch(input.Count, shape);
        for (int n = 0; n < input.Count; n++)
        for (int channel = 0; channel < channels; channel++)
        for (int y = 0; y < input.Height; y++)
        for (int x = 0; x < input.Width; x++)
        {
            output[n, channel, y, x] = Enumerable.Range(channel * pieces, pieces).Max(c => input[n, c, y, x]);
        }

        return output;
    }

    public static Batch LogSoftmax(LayerRun run) => Softmax(run).Map(Math.Log);

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

    /// <summary>The error function by its series 2/√π · e^(−x²) · Σ 2ⁿ x^(2n + 1) / (1 · 3 · 5 … (2n + 1)).</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
