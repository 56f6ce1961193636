namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>
/// An interpreter of declarations in double precision: the attributes of a class read by reflection, computed layer by
/// layer. It shares nothing with the compiler or the runtime, so that both can be wrong only separately.
/// </summary>
public sealed class ReferenceNetwork
{
    private readonly Dictionary<string, bool[]> _dropped = new(StringComparer.Ordinal);

    private readonly ReferencePenalty _penalty;

    private ReferenceNetwork(IReadOnlyList<DeclaredLayer> layers, Dictionary<string, double[]> tensors, ReferencePenalty penalty)
    {
        Layers = layers;
        Tensors = tensors;
        _penalty = penalty;
    }

    public IReadOnlyList<DeclaredLayer> Layers { get; }

    /// <summary>Parameters and running statistics by their names in files, in PyTorch's order.</summary>
    public Dictionary<string, double[]> Tensors { get; }

    public IReadOnlyList<DeclaredLayer> Losses => [.. Layers.Where(IsLoss)];

    /// <summary>Whether a network has losses, such that take labels, and such that take targets.</summary>
    public static (bool HasLoss, bool TakesLabels, bool TakesTargets) Answers(Type network)
    {
        DeclaredLayer[] losses = [.. DeclaredLayer.Of(network).Where(IsLoss)];
        return (losses.Length > 0, losses.Any(ReferenceLosses.TakesLabels), !losses.All(ReferenceLosses.TakesLabels));
    }

    /// <summary>The names of the losses, in the order of the declaration.</summary>
    public static IEnumerable<string> LossNames(Type network) => DeclaredLayer.Of(network).Where(IsLoss).Select(layer => layer.Name);

    public static ReferenceNetwork Of(Type network, IEnumerable<(string Name, float[] Values)> tensors) => new(
        DeclaredLayer.Of(network),
        tensors.ToDictionary(tensor => tensor.Name, tensor => Array.ConvertAll(tensor.Values, value => (double)value), StringComparer.Ordinal),
        new ReferencePenalty(network));

    /// <summary>Which values of a dropout's output are zero in the next runs: the mask is the runtime's to draw.</summary>
    public void SetDropped(string layer, bool[] dropped) => _dropped[layer] = dropped;

    /// <summary>The output of every line by its name; for a loss, what it reads.</summary>
    /// <param name="input">All samples of the first input, then all of the second, and so on.</param>
    /// <param name="count">Samples.</param>
    /// <param name="training">Whether the batch is trained on.</param>
    public Dictionary<string, Batch> Run(ReadOnlySpan<double> input, int count, bool training)
    {
        var values = new Dictionary<string, Batch>(StringComparer.Ordinal);
        Batch? above = null;
        foreach (DeclaredLayer layer in Layers)
        {
            Batch? read = layer.From is { } from ? values[from] : above;
            if (IsLoss(layer))
            {
                values[layer.Name] = read!;
                continue;
            }

            if (layer.Kind is "Input" or "Tokens")
            {
                int[] shape = InputShape(layer);
                int length = count * shape.Aggregate(1, (product, size) => product * size);
                above = new Batch(count, shape, input[..length].ToArray());
                input = input[length..];
                if (layer.Has("lengths") && layer.Flag("lengths"))
                {
                    above = above.Counting(input[..count].ToArray());
                    input = input[count..];
                }
            }
            else
            {
                above = layer.Kind is "Output" ? read : Forward(layer, read!, values, training);
            }

            values[layer.Name] = above!;
        }

        return values;
    }

    /// <summary>What prediction gives: what lines say so and what losses read; else the last line. One output after the other.</summary>
    public double[] Outputs(ReadOnlySpan<double> input, int count, bool training) => Outputs(Run(input, count, training));

    /// <summary>
    /// The sum of the losses, each the mean over the batch times its weight; without a loss, the outputs times the given
    /// gradients. Then what large weights cost.
    /// </summary>
    public double Evaluate(ReadOnlySpan<double> input, int count, ReadOnlySpan<float> expected, ReadOnlySpan<int> labels)
    {
        Dictionary<string, Batch> values = Run(input, count, training: true);
        double sum = Losses.Count > 0 ? 0 : Outputs(values).Zip(expected.ToArray(), (value, gradient) => value * gradient).Sum();
        foreach (DeclaredLayer loss in Losses)
        {
            Batch output = values[loss.Name];
            bool takesLabels = ReferenceLosses.TakesLabels(loss);
            int answers = takesLabels ? count * output.Pixels : output.Values.Length;
            float[] targets = takesLabels ? [] : expected[..answers].ToArray();
            int[] classes = takesLabels ? labels[..answers].ToArray() : [];
            expected = takesLabels ? expected : expected[answers..];
            labels = takesLabels ? labels[answers..] : labels;
            sum += loss.Number("weight") * ReferenceLosses.Find(loss.Kind)!(new LossRun(loss, output, targets, classes).Counted());
        }

        return sum + _penalty.Of(this);
    }

    private double[] Outputs(Dictionary<string, Batch> values)
    {
        Batch[] outputs = [.. Layers.Where(layer => layer.Kind == "Output" || IsLoss(layer)).Select(layer => values[layer.Name]).Distinct()];
        return [.. (outputs.Length == 0 ? [values[Layers[^1].Name]] : outputs).SelectMany(output => output.Values)];
    }

    private static bool IsLoss(DeclaredLayer layer) => ReferenceLosses.Find(layer.Kind) is not null;

    private Batch Forward(DeclaredLayer layer, Batch input, Dictionary<string, Batch> values, bool training)
    {
        Batch[] inputs = [input, .. new[] { "with", "state", "cell" }.SelectMany(layer.Names).Select(name => values[name])];
        Batch output = ReferenceLayers.Of(layer.Kind)(new LayerRun(
            layer,
            inputs,
            name => Tensors[(name == "weight" && layer.Names("tiedTo") is [var tied] ? Layers.Single(other => other.Name == tied).Key : layer.Key) + "." + name],
            training,
            _dropped.GetValueOrDefault(layer.Name, [])));
        return output.Shape.Length == 2 && inputs.FirstOrDefault(read => read.Lengths.Length > 0) is { } counted ? output.Counting(counted.Lengths) : output;
    }

    private static int[] InputShape(DeclaredLayer input) =>
        input.Kind == "Tokens" ? [input.Int("steps")]
        : input.Has("steps") ? [input.Int("steps"), input.Int("features")]
        : input.Has("features") ? [input.Int("features")] : [input.Int("channels"), input.Int("height"), input.Int("width")];
}
