namespace Espalier;

/// <summary>What every line of a network has: a name, what it reads, and how its parameters are treated.</summary>
public abstract class LayerAttribute : Attribute
{
    /// <summary>
    /// The name of the layer and of its output. It must be a C# identifier that no other line bears.
    /// Unset, a layer is called by its kind and number: <c>Conv1</c>, <c>Dense2</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The name of the output that this layer reads. Unset, it reads the line above.</summary>
    public string? From { get; set; }

    /// <summary>
    /// How the weights start. Unset, as the network says; and where it says nothing, it follows the activation that reads
    /// the layer: Kaiming for the ReLU family, Xavier for tanh and sigmoid.
    /// </summary>
    public Init Init { get; set; }

    /// <summary>What <see cref="Init.Constant"/> sets weights to, and what normal and uniform numbers lie around; finite.</summary>
    public float InitValue { get; set; }

    /// <summary>
    /// The deviation of normal numbers, the distance of uniform ones from their centre, and for every other
    /// <see cref="Init"/> a factor; finite, above 0.
    /// </summary>
    public float InitScale { get; set; }

    /// <summary>Which fan Kaiming's and LeCun's initial values are scaled by.</summary>
    public Fan InitFan { get; set; }

    /// <summary>What all biases start as; finite. Unset, zero, or as <see cref="Init.PyTorch"/> draws them.</summary>
    public float InitBias { get; set; }

    /// <summary>True keeps the layer's parameters as they are: no gradient is computed for them.</summary>
    public bool Frozen { get; set; }

    /// <summary>
    /// The factor of the L1 penalty, <c>L1 · Σ |w|</c> over the layer's weights, which is added to the loss; finite, at least
    /// 0. Unset, as the network says.
    /// </summary>
    public float L1 { get; set; }

    /// <summary>
    /// The factor of the L2 penalty, <c>L2 · Σ w²</c> over the layer's weights, which is added to the loss; finite, at least
    /// 0. Unset, as the network says. With <see cref="L1"/>, the two are the elastic net.
    /// </summary>
    public float L2 { get; set; }

    /// <summary>
    /// Whether the penalties hold for biases and for the scales and shifts of norms, too. Unset, as the network says, and where
    /// it says nothing they do not.
    /// </summary>
    public bool PenalizeBiases { get; set; }

    /// <summary>
    /// The prefix of this layer's tensors in weight files, where it differs from the name: with
    /// <c>Key = "features.0"</c> the weight is read from and written to <c>features.0.weight</c>.
    /// </summary>
    public string? Key { get; set; }
}
