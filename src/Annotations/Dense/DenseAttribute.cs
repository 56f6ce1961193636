using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A fully connected layer: <c>y = W·x + b</c>. (features) → (units); a sequence step by step, (steps, features) →
/// (steps, units). An image is flattened first, channel by channel.
/// Parameters: <c>weight</c> [units, features] and <c>bias</c> [units]. Tied to an embedding, it has its <c>weight</c>
/// [vocabulary, size]: one tensor, saved once, whose gradients add up.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DenseAttribute : LayerAttribute
{
    /// <summary>A fully connected layer.</summary>
    /// <param name="units">The size of the output, at least 1.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="tiedTo">The name of the <see cref="EmbeddingAttribute"/> whose weights it shares.</param>
    public DenseAttribute(int units, bool bias = true, string? tiedTo = null)
    {
    }
}
