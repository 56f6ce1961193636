namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    /// <summary>A row of the table for each token.</summary>
    public static Batch Embedding(LayerRun run)
    {
        int size = run.Layer.Int("size");
        double[] weight = run.Parameter("weight");
        var output = new Batch(run.Input.Count, [run.Input.Length, size]);
        for (int row = 0; row < run.Input.Values.Length; row++)
        {
            Array.Copy(weight, (int)run.Input.Values[row] * size, output.Values, row * size, size);
        }

        return output;
    }

    public static Batch LastStep(LayerRun run) => OfSteps(run, (step, length) => step == length - 1 ? 1 : 0);

    public static Batch MeanOverSteps(LayerRun run) => OfSteps(run, (step, length) => step < length ? 1.0 / length : 0);

    public static Batch RepeatSteps(LayerRun run)
    {
        int steps = run.Layer.Int("steps"), features = run.Input.Length;
        var output = new Batch(run.Input.Count, [steps, features]);
        for (int i = 0; i < output.Values.Length; i++)
        {
            output.Values[i] = run.Input.Values[i / (steps * features) * features + i % features];
        }

        return output;
    }

    public static Batch SinusoidalPositions(LayerRun run)
    {
        int features = run.Input.Channels;
        return Moved(run, (step, i) =>
        {
            double angle = step / Math.Pow(10000, 2.0 * (i / 2) / features);
            return i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        });
    }

    public static Batch LearnedPositions(LayerRun run) => Moved(run, (step, i) => run.Parameter("weight")[step * run.Input.Channels + i]);

    /// <summary>PyTorch's self-attention: projections, heads, context, projection.</summary>
    public static Batch MultiHeadAttention(LayerRun run)
    {
        Batch input = run.Input;
        int features = input.Channels, steps = input.Width, heads = run.Layer.Int("heads"), size = features / heads;
        bool hasBias = run.Layer.Flag("bias"), causal = run.Layer.Flag("causal");
        double[] projected = Linear(input.Values, features, run.Parameter("in_proj_weight"), hasBias ? run.Parameter("in_proj_bias") : null);
        double[] context = new double[input.Values.Length];
        for (int sample = 0; sample < input.Count; sample++)
        {
            int length = run.LengthOf(sample);
            for (int row = 0; row < length * heads; row++)
            {
                (int step, int head) = Math.DivRem(row, heads);
                double[] scores = [.. Enumerable.Range(0, causal ? step + 1 : length).Select(other => Enumerable.Range(0, size).Sum(i => At(step, 0, i) * At(other, 1, i)) / Math.Sqrt(size))];
                double largest = scores.Max(), sum = scores.Sum(score => Math.Exp(score - largest));
                for (int i = 0; i < size; i++)
                {
                    context[(sample * steps + step) * features + head * size + i] = scores.Select((score, other) => Math.Exp(score - largest) / sum * At(other, 2, i)).Sum();
                }

                double At(int at, int which, int i) => projected[((sample * steps + at) * 3 + which) * features + head * size + i];
            }
        }

        return new Batch(input.Count, input.Shape, Linear(context, features, run.Parameter("out_proj.weight"), hasBias ? run.Parameter("out_proj.bias") : null));
    }

    private static double[] Linear(double[] rows, int inputs, double[] weight, double[]? bias)
    {
        int outputs = weight.Length / inputs;
        double[] result = new double[rows.Length / inputs * outputs];
        for (int i = 0; i < result.Length; i++)
        {
            (int row, int output) = Math.DivRem(i, outputs);
            result[i] = bias?[output] ?? 0;
            for (int k = 0; k < inputs; k++)
            {
                result[i] += weight[output * inputs + k] * rows[row * inputs + k];
            }
        }

        return result;
    }

    /// <summary>Zeros in the steps that do not count, as a shorter sequence would be padded.</summary>
    private static Batch Counted(Batch input)
    {
        if (input.Lengths.Length == 0)
        {
            return input;
        }

        double[] values = [.. input.Values.Select((value, i) => i % input.Length / input.Channels < input.Lengths[i / input.Length] ? value : 0)];
        return new Batch(input.Count, input.Shape, values);
    }

    private static Batch OfSteps(LayerRun run, Func<int, int, double> weight)
    {
        Batch input = run.Input;
        var output = new Batch(input.Count, [input.Channels]);
        for (int i = 0; i < input.Values.Length; i++)
        {
            int sample = i / input.Length;
            output.Values[sample * input.Channels + i % input.Channels] += weight(i % input.Length / input.Channels, run.LengthOf(sample)) * input.Values[i];
        }

        return output;
    }

    private static Batch Moved(LayerRun run, Func<int, int, double> by)
    {
        Batch input = run.Input;
        var output = new Batch(input.Count, input.Shape);
        for (int i = 0; i < input.Values.Length; i++)
        {
            output.Values[i] = input.Values[i] + by(i % input.Length / input.Channels, i % input.Channels);
        }

        return output;
    }
}
