using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A learnt vector for each token: <c>y[step] = weight[token[step]]</c>. It reads <see cref="TokensAttribute"/>:
/// (steps) → (steps, size). Initial values are normal with mean 0 and deviation 1, unless <c>Init</c> says otherwise.
/// Parameter: <c>weight</c> [vocabulary, size].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EmbeddingAttribute : LayerAttribute
{
    /// <summary>A table of vectors.</summary>
    /// <param name="size">Numbers in the vector of a token, at least 1.</param>
    public EmbeddingAttribute(int size)
    {
    }
}
