using System.Collections.Generic;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.LayerKinds;

/// <summary>The factor and the summand that norms end with, where they are affine.</summary>
internal static class NormParameters
{
    /// <summary>One of each a channel.</summary>
    public static IEnumerable<Parameter> PerChannel(LayerNode node) =>
        Of(node, [node.Input.Shape!.Channels], node.Input.Shape.IsImage ? "[channels]" : "[features]", image: null);

    /// <summary>One of each a value of what is normalised: the features of a row, or a whole image.</summary>
    public static IEnumerable<Parameter> PerValue(LayerNode node)
    {
        Shape shape = node.Input.Shape!;
        return shape.IsImage && !node.Spec.Flag("perPixel")
            ? Of(node, [.. shape.Dimensions], "[channels, height, width]", shape)
            : PerChannel(node);
    }

    /// <summary>Their names, which are known even where shapes are wrong.</summary>
    public static IEnumerable<string> Names(LayerSpec line) =>
        line.IsKnown && !line.Flag("affine") ? []
        : line.IsKnown && !HasBias(line) ? ["weight"]
        : ["weight", "bias"];

    private static IEnumerable<Parameter> Of(LayerNode node, int[] shape, string documentation, Shape? image)
    {
        foreach (string name in Names(node.Spec))
        {
            yield return name == "weight"
                ? new Parameter(name, shape, documentation) { Initializer = "Ones", Role = ParameterRole.Scale, Image = image }
                : new Parameter(name, shape, documentation) { Role = ParameterRole.Shift, Image = image };
        }
    }

    // RMSNorm has none, LayerNorm an option; the others have one beside every weight.
    private static bool HasBias(LayerSpec line) => line.Kind != "RMSNorm" && (!line.Has("bias") || line.Flag("bias"));
}
