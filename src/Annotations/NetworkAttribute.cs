using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Declares a neural network: the attributes that follow on the same class are its layers, from top to bottom.
/// The class must be partial, and so must every class around it; the compiler writes the rest.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>
    /// False keeps the compiler from computing convolutions by Winograd's minimal filtering. It does so with kernels of 3×3
    /// or five columns where that is faster, at the cost of a few more rounding errors; the summary of the network says where.
    /// </summary>
    public bool Winograd { get; set; } = true;

    /// <summary>
    /// True says that the network must run one step at a time, by <c>StartStream</c>: a layer that cannot is an error where it
    /// is declared. Without it, a network of sequences streams where it can, and the error stands where a stream is started.
    /// </summary>
    public bool Stream { get; set; }

    /// <summary>
    /// How the weights of all layers start that give no <c>Init</c> of their own. Unset, it follows the activation that
    /// reads a layer.
    /// </summary>
    public Init Init { get; set; }

    /// <inheritdoc cref="LayerAttribute.InitValue"/>
    public float InitValue { get; set; }

    /// <inheritdoc cref="LayerAttribute.InitScale"/>
    public float InitScale { get; set; }

    /// <inheritdoc cref="LayerAttribute.InitFan"/>
    public Fan InitFan { get; set; }

    /// <summary>
    /// The factor of the L1 penalty, <c>L1 · Σ |w|</c> over the weights of every layer that gives no <c>L1</c> of its own; it
    /// is added to the loss. Finite, at least 0.
    /// </summary>
    public float L1 { get; set; }

    /// <summary>
    /// The factor of the L2 penalty, <c>L2 · Σ w²</c> over the weights of every layer that gives no <c>L2</c> of its own; it is
    /// added to the loss. Finite, at least 0. With <see cref="L1"/>, the two are the elastic net.
    /// </summary>
    public float L2 { get; set; }

    /// <summary>Whether the penalties hold for biases and for the scales and shifts of norms, too.</summary>
    public bool PenalizeBiases { get; set; }
}
