namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Rnn(LayerRun run)
    {
        bool isReLU = run.Layer.Is("nonlinearity", Nonlinearity.ReLU);
        return Recur(run, 1, (x, h, state, _) => Array.ConvertAll(Sum(x, h), value => isReLU ? Math.Max(0, value) : Math.Tanh(value)).CopyTo(state, 0));
    }

    /// <summary>Gates i f g o.</summary>
    public static Batch Lstm(LayerRun run) => Recur(run, 4, (x, h, state, cell) =>
    {
        double[] sums = Sum(x, h);
        int units = state.Length;
        for (int k = 0; k < units; k++)
        {
            double i = Logistic(sums[k]), f = Logistic(sums[units + k]), g = Math.Tanh(sums[2 * units + k]), o = Logistic(sums[3 * units + k]);
            cell[k] = f * cell[k] + i * g;
            state[k] = o * Math.Tanh(cell[k]);
        }
    });

    /// <summary>Gates r z n.</summary>
    public static Batch Gru(LayerRun run) => Recur(run, 3, (x, h, state, _) =>
    {
        int units = state.Length;
        for (int k = 0; k < units; k++)
        {
            double r = Logistic(x[k] + h[k]), z = Logistic(x[units + k] + h[units + k]), n = Math.Tanh(x[2 * units + k] + r * h[2 * units + k]);
            state[k] = (1 - z) * n + z * state[k];
        }
    });

    /// <summary>All layers and directions; a step changes state and cell, given the products of the input and of the state.</summary>
    private static Batch Recur(LayerRun run, int gates, Action<double[], double[], double[], double[]> step)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        int hidden = layer.Int("hidden"), layers = layer.Int("layers"), directions = layer.Flag("bidirectional") ? 2 : 1, steps = input.Width;
        Batch? states = Initial("state"), cells = layer.Has("cell") ? Initial("cell") : null;
        for (int level = 0; level < layers; level++)
        {
            var output = new Batch(input.Count, [steps, directions * hidden]);
            for (int direction = 0; direction < directions; direction++)
            {
                string suffix = "_l" + level + (direction == 1 ? "_reverse" : "");
                for (int sample = 0; sample < input.Count; sample++)
                {
                    double[] state = Start(states, sample, level * directions + direction), cell = Start(cells, sample, level * directions + direction);
                    int length = run.LengthOf(sample);
                    for (int i = 0; i < length; i++)
                    {
                        int t = direction == 0 ? i : length - 1 - i;
                        double[] x = input.Values[((sample * steps + t) * input.Channels)..((sample * steps + t + 1) * input.Channels)];
                        step(Product("ih" + suffix, x), Product("hh" + suffix, state), state, cell);
                        state.CopyTo(output.Values, (sample * steps + t) * directions * hidden + direction * hidden);
                    }
                }
            }

            input = output;
        }

        return input;

        Batch? Initial(string option) => layer.Names(option).Length > 0 ? run.Inputs[1 + (option == "cell" ? layer.Names("state").Length : 0)] : null;

        double[] Start(Batch? from, int sample, int vector) =>
            from is null ? new double[hidden] : from.Values[(sample * from.Length + vector * hidden)..(sample * from.Length + (vector + 1) * hidden)];

        double[] Product(string tensor, double[] values)
        {
            double[] weight = run.Parameter("weight_" + tensor);
            double[] sums = layer.Flag("bias") ? [.. run.Parameter("bias_" + tensor)] : new double[gates * hidden];
            for (int row = 0; row < sums.Length; row++)
            {
                for (int k = 0; k < values.Length; k++)
                {
                    sums[row] += weight[row * values.Length + k] * values[k];
                }
            }

            return sums;
        }
    }

    private static double[] Sum(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
