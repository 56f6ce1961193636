namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>
/// An interpreter of declarations in double precision: the attributes of a class read by reflection, computed layer by
/// layer. It shares nothing with the compiler or the runtime, so that both can be wrong only separately.
/// </summary>
public sealed class ReferenceNetwork
{
    private readonly Dictionary<string, bool[]> _dropped = new(StringComparer.Ordinal);

    private ReferenceNetwork(IReadOnlyList<DeclaredLayer> layers, Dictionary<string, double[]> tensors)
    {
        Layers = layers;
        Tensors = tensors;
    }

    public IReadOnlyList<DeclaredLayer> Layers { get; }

    /// <summary>Parameters and running statistics by their names in files, in PyTorch's order.</summary>
    public Dictionary<string, double[]> Tensors { get; }

    public string? Loss => Layers[^1].Kind is "MeanSquaredError" or "SoftmaxCrossEntropy" ? Layers[^1].Kind : null;

    public static ReferenceNetwork Of(Type network, IEnumerable<(string Name, float[] Values)> tensors) => new(
        DeclaredLayer.Of(network),
        tensors.ToDictionary(tensor => tensor.Name, tensor => Array.ConvertAll(tensor.Values, value => (double)value), StringComparer.Ordinal));

    /// <summary>Which values of a dropout's output are zero in the next runs: the mask is the runtime's to draw.</summary>
    public void SetDropped(string layer, bool[] dropped) => _dropped[layer] = dropped;

    /// <summary>The output of every line by its name, and of the network as "".</summary>
    public Dictionary<string, Batch> Run(ReadOnlySpan<double> input, int count, bool training)
    {
        var values = new Dictionary<string, Batch>(StringComparer.Ordinal);
        Batch? above = null;
        foreach (DeclaredLayer layer in Layers)
        {
            if (layer.Kind is "MeanSquaredError" or "SoftmaxCrossEntropy")
            {
                break;
            }

            if (layer.From is { } from)
            {
                above = values[from];
            }

            above = layer.Kind == "Input" ? new Batch(count, InputShape(layer), input.ToArray()) : Forward(layer, above!, values, training);
            values[layer.Name] = above;
        }

        values[""] = above!;
        return values;
    }

    /// <summary>The mean loss of the batch; without a loss, the output times the given gradient.</summary>
    public double Evaluate(ReadOnlySpan<double> input, int count, ReadOnlySpan<float> expected, ReadOnlySpan<int> labels)
    {
        Batch output = Run(input, count, training: true)[""];
        return Loss switch
        {
            "MeanSquaredError" => ReferenceLayers.MeanSquaredError(output, expected),
            "SoftmaxCrossEntropy" => ReferenceLayers.SoftmaxCrossEntropy(output, labels),
            _ => output.Values.Zip(expected.ToArray(), (value, gradient) => value * gradient).Sum(),
        };
    }

    private Batch Forward(DeclaredLayer layer, Batch input, Dictionary<string, Batch> values, bool training)
    {
        double[] Parameter(string name) => Tensors[layer.Key + "." + name];
        return layer.Kind switch
        {
            "Dense" => ReferenceLayers.Dense(layer, input, Parameter),
            "Conv2D" => ReferenceLayers.Conv2D(layer, input, Parameter),
            "MaxPool2D" => ReferenceLayers.MaxPool2D(layer, input),
            "AveragePool2D" => ReferenceLayers.AveragePool2D(layer, input),
            "GlobalAveragePool2D" => ReferenceLayers.GlobalAveragePool2D(input),
            "Flatten" => new Batch(input.Count, [input.Length], input.Values),
            "BatchNorm" => ReferenceLayers.BatchNorm(layer, input, Parameter, training),
            "ReLU" => input.Map(x => Math.Max(x, 0)),
            "LeakyReLU" => input.Map(x => x >= 0 ? x : x * layer.Number("slope")),
            "Sigmoid" => input.Map(x => 1 / (1 + Math.Exp(-x))),
            "Tanh" => input.Map(Math.Tanh),
            "Softmax" => ReferenceLayers.Softmax(input),
            "Tap" => input,
            "Add" => layer.Texts("with").Aggregate(input, (sum, name) => ReferenceLayers.Add(sum, values[name])),
            "Dropout" => training ? Drop(layer, input) : input,
            _ => throw new NotSupportedException("The reference does not know the layer " + layer.Kind + "."),
        };
    }

    private Batch Drop(DeclaredLayer layer, Batch input)
    {
        bool[] dropped = _dropped[layer.Name];
        double scale = 1 / (1 - layer.Number("probability"));
        return new Batch(input.Count, input.Shape, [.. input.Values.Select((value, i) => dropped[i] ? 0 : value * scale)]);
    }

    private static int[] InputShape(DeclaredLayer input) =>
        input.Has("features") ? [input.Int("features")] : [input.Int("channels"), input.Int("height"), input.Int("width")];
}
