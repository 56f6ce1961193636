using System.Reflection;

namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>
/// What large weights cost: L1 · Σ |w| + L2 · Σ w² over the weights of each layer that learns, with the layer's factors or
/// else the network's.
/// </summary>
internal sealed class ReferencePenalty
{
    private readonly Dictionary<string, object?> _ofNetwork;

    public ReferencePenalty(Type network) => _ofNetwork = network.GetCustomAttributesData()
        .Single(attribute => attribute.AttributeType == typeof(NetworkAttribute))
        .NamedArguments.ToDictionary(argument => argument.MemberName, argument => argument.TypedValue.Value, StringComparer.Ordinal);

    public double Of(ReferenceNetwork network) => network.Layers.Where(layer => !layer.IsFrozen).Sum(layer => OfLayer(layer, network));

    private double OfLayer(DeclaredLayer layer, ReferenceNetwork network)
    {
        double l1 = Number(layer, "L1"), l2 = Number(layer, "L2");
        bool all = layer.Has("PenalizeBiases") ? layer.Flag("PenalizeBiases") : _ofNetwork.GetValueOrDefault("PenalizeBiases") is true;
        bool isNorm = layer.Kind.Contains("Norm", StringComparison.Ordinal) || layer.Kind == "PReLU";
        bool isNamed = (layer.Has("L1") && layer.Number("L1") > 0) || (layer.Has("L2") && layer.Number("L2") > 0);
        double sum = 0;
        foreach ((string name, double[] values) in network.Tensors.Where(tensor => tensor.Key.StartsWith(layer.Key + ".", StringComparison.Ordinal)))
        {
            string tensor = name[(layer.Key.Length + 1)..];
            bool isWeight = tensor == "weight" && (!isNorm || isNamed);
            if (isWeight || (all && (tensor is "weight" or "bias")))
            {
                sum += values.Sum(value => l1 * Math.Abs(value) + l2 * value * value);
            }
        }

        return sum;
    }

    private double Number(DeclaredLayer layer, string property) =>
        layer.Has(property) ? layer.Number(property) : _ofNetwork.GetValueOrDefault(property) is float factor ? factor : 0;
}
