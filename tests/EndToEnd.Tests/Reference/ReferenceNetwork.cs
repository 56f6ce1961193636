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

    public string? Loss => ReferenceLosses.Find(Layers[^1].Kind) is null ? null : Layers[^1].Kind;

    public static ReferenceNetwork Of(Type network, IEnumerable<(string Name, float[] Values)> tensors) => new(
        DeclaredLayer.Of(network),
        tensors.ToDictionary(tensor => tensor.Name, tensor => Array.ConvertAll(tensor.Values, value => (double)value), StringComparer.Ordinal),
        new ReferencePenalty(network));

    /// <summary>Which values of a dropout's output are zero in the next runs: the mask is the runtime's to draw.</summary>
    public void SetDropped(string layer, bool[] dropped) => _dropped[layer] = dropped;

    /// <summary>The output of every line by its name, and of the network as "".</summary>
    public Dictionary<string, Batch> Run(ReadOnlySpan<double> input, int count, bool training)
    {
        var values = new Dictionary<string, Batch>(StringComparer.Ordinal);
        Batch? above = null;
        foreach (DeclaredLayer layer in Layers)
        {
            if (ReferenceLosses.Find(layer.Kind) is not null)
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

    /// <summary>The mean loss of the batch; without a loss, the output times the given gradient; and what large weights cost.</summary>
    public double Evaluate(ReadOnlySpan<double> input, int count, ReadOnlySpan<float> expected, ReadOnlySpan<int> labels)
    {
        Batch output = Run(input, count, training: true)[""];
        double loss = Loss is null
            ? output.Values.Zip(expected.ToArray(), (value, gradient) => value * gradient).Sum()
            : ReferenceLosses.Find(Loss)!(new LossRun(Layers[^1], output, expected.ToArray(), labels.ToArray()));
        return loss + _penalty.Of(this);
    }

    private Batch Forward(DeclaredLayer layer, Batch input, Dictionary<string, Batch> values, bool training) => ReferenceLayers.Of(layer.Kind)(new LayerRun(
        layer,
        [input, .. (layer.Has("with") ? layer.Texts("with") : []).Select(name => values[name])],
        name => Tensors[layer.Key + "." + name],
        training,
        _dropped.GetValueOrDefault(layer.Name, [])));

    private static int[] InputShape(DeclaredLayer input) =>
        input.Has("steps") ? [input.Int("steps"), input.Int("features")]
        : input.Has("features") ? [input.Int("features")] : [input.Int("channels"), input.Int("height"), input.Int("width")];
}
