using Espalier.Generator.Graph;

namespace Espalier.Generator.LayerKinds;

/// <summary>How weights start where the declaration does not say: by the activation that reads the layer.</summary>
internal static class Initializers
{
    /// <summary>Kaiming before the ReLU family, Xavier before everything else; <c>Init</c> wins.</summary>
    public static string OfWeight(LayerNode node)
    {
        if (node.Spec.Init != "Default")
        {
            return node.Spec.Init;
        }

        LayerNode current = node;
        while (current.Output.Consumers.Count == 1 && current.Output.Consumers[0].Kind.IsTransparent)
        {
            current = current.Output.Consumers[0];
        }

        foreach (LayerNode reader in current.Output.Consumers)
        {
            if (reader.Kind.Activation == ActivationFamily.Rectifier)
            {
                return "KaimingUniform";
            }
        }

        return "XavierUniform";
    }

    /// <summary>Zero, except that PyTorch's default draws biases as it draws weights.</summary>
    public static Parameter Bias(LayerNode node, int count, int fanIn) => new("bias", [count], "[outputs]")
    {
        Initializer = node.Spec.Init == "LeCunUniform" ? "LeCunUniform" : "Zeros",
        FanIn = fanIn,
        FanOut = count,
    };
}
