using Espalier.EndToEnd.Tests.Reference;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>
/// Checks one network on random data: prediction and training forward against the reference, then the gradients of all
/// parameters and of the input against central differences of the reference's loss.
/// </summary>
public static class ReferenceCheck
{
    /// <summary>Values of a tensor that are nudged, at most; spread evenly over a larger one.</summary>
    private const int Probes = 24;

    /// <summary>The nudge. In double, its square and the rounding of the loss divided by it are far below the tolerance.</summary>
    private const double Nudge = 1e-5;

    /// <summary>A float's rounding through a dozen layers; differences themselves are good to 1e-9.</summary>
    private const double Tolerance = 3e-5;

    public static void Run(Type type, int batch, int seed, int probes = Probes)
    {
        var data = new Data(seed);
        Network network = Networks.Load(type, data.Weights(Networks.Create(type, seed)));
        int outputLength = network.Description.OutputLength;
        float[] input = data.Inputs(network.Description, batch);
        (float[] expected, int[] labels) = Answers(type, data, batch, outputLength);
        string name = type.Name;

        ReferenceNetwork reference = ReferenceNetwork.Of(type, network.Parameters.Tensors());
        double[] exact = Array.ConvertAll(input, value => (double)value);
        Close.Equal(reference.Outputs(exact, batch, training: false), network.Predict(input), name + ": prediction", Tolerance, floor: 1e-6);

        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), batch, seed: seed, inputGradient: Networks.HasInputGradient(network));
        float loss = session.Forward(input, expected, labels);
        Dictionary<string, Batch> shapes = reference.Run(exact, batch, training: false);
        foreach (DeclaredLayer dropout in reference.Layers.Where(layer => layer.Kind is "Dropout" or "Dropout2D"))
        {
            float[] values = new float[shapes[dropout.Name].Values.Length];
            session.Activation(dropout.Name, values);
            reference.SetDropped(dropout.Name, Array.ConvertAll(values, value => value == 0));
        }

        // The forward pass also moves the running statistics, which no loss of training reads.
        double exactLoss = reference.Evaluate(exact, batch, expected, labels);
        Close.Equal(reference.Outputs(exact, batch, training: true), session.Outputs(), name + ": training output", Tolerance, floor: 1e-6);
        if (reference.Losses.Count > 0)
        {
            Close.Equal([exactLoss], [loss], name + ": loss", Tolerance);
        }

        session.Backward();
        var found = session.Gradients.Tensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        var gradients = new List<(string Name, double[] Exact, float[] Found)>();
        foreach ((string tensor, float[] gradient) in found)
        {
            gradients.Add(Differences(tensor, reference.Tensors[tensor], gradient));
        }

        if (Networks.HasInputGradient(network))
        {
            gradients.Add(InputDifferences());
        }

        double largest = gradients.SelectMany(gradient => gradient.Exact).Select(Math.Abs).Max();
        foreach ((string tensor, double[] differences, float[] values) in gradients)
        {
            Close.Equal(differences, values, name + ": gradient of " + tensor, Tolerance, Close.GradientFloor(differences, largest));
        }

        string[] trainable = [.. reference.Tensors.Keys.Where(tensor => IsTrainable(reference, tensor)).Order(StringComparer.Ordinal)];
        Assert.Equal(trainable, found.Keys.Order(StringComparer.Ordinal));

        // Tokens and lengths cannot be nudged; the gradients of the other inputs stand one behind the other.
        (string, double[], float[]) InputDifferences()
        {
            int start = 0;
            var nudged = new List<int>();
            foreach (NamedShape shape in network.Description.Inputs)
            {
                nudged.AddRange(Enumerable.Range(start, shape.IsWhole ? 0 : batch * shape.Length));
                start += batch * shape.Length;
            }

            return Nudged("input", exact, session.InputGradients(), nudged);
        }

        (string, double[], float[]) Differences(string tensor, double[] values, float[] gradient) =>
            Nudged(tensor, values, gradient, [.. Enumerable.Range(0, values.Length)]);

        (string, double[], float[]) Nudged(string tensor, double[] all, float[] gradient, List<int> places)
        {
            double[] values = [.. places.Select(place => all[place])];
            Assert.True(values.Length == gradient.Length, $"{name}: the gradient of {tensor} has {gradient.Length} values, not {values.Length}.");
            int step = Math.Max(1, values.Length / probes);
            var differences = new List<double>();
            var probed = new List<float>();
            for (int i = 0; i < values.Length; i += step)
            {
                double value = values[i];
                all[places[i]] = value + Nudge;
                double above = reference.Evaluate(exact, batch, expected, labels);
                all[places[i]] = value - Nudge;
                double below = reference.Evaluate(exact, batch, expected, labels);
                all[places[i]] = value;
                differences.Add((above - below) / (2 * Nudge));
                probed.Add(gradient[i]);
            }

            return (tensor, [.. differences], [.. probed]);
        }
    }

    /// <summary>What the losses of a network compare with: labels that are classes, distributions, numbers from 0 to 1, or any numbers.</summary>
    private static (float[] Expected, int[] Labels) Answers(Type type, Data data, int batch, int outputLength)
    {
        var expected = new List<float>();
        var labels = new List<int>();
        ReferenceNetwork reference = ReferenceNetwork.Of(type, Networks.Create(type, 0).Parameters.Tensors());
        Dictionary<string, Batch> shapes = reference.Run(Array.ConvertAll(data.Inputs(Networks.Create(type, 0).Description, batch), value => (double)value), batch, training: false);
        foreach (DeclaredLayer loss in reference.Losses)
        {
            Batch output = shapes[loss.Name];
            if (ReferenceLosses.TakesLabels(loss))
            {
                int[] classes = data.Labels(batch * output.Pixels, output.Channels);
                bool ignores = loss.Kind == "SoftmaxCrossEntropy" && loss.Int("ignored") != int.MinValue;
                labels.AddRange(classes.Select((label, i) => ignores && i % 3 == 1 ? loss.Int("ignored") : label));
            }
            else
            {
                bool areShares = loss.Kind is "BinaryCrossEntropy" or "KullbackLeibler" or "Loss" || loss.Kind == "SoftmaxCrossEntropy";
                expected.AddRange(areShares ? Array.ConvertAll(new float[output.Values.Length], _ => data.Uniform(0, 1)) : data.Normals(output.Values.Length));
            }
        }

        return (reference.Losses.Count > 0 ? [.. expected] : data.Normals(batch * outputLength), [.. labels]);
    }

    private static bool IsTrainable(ReferenceNetwork reference, string tensor) =>
        !tensor.Contains(".running_", StringComparison.Ordinal)
        && !reference.Layers.Any(layer => layer.IsFrozen && tensor.StartsWith(layer.Key + ".", StringComparison.Ordinal));
}
