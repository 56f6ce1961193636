using System.Diagnostics;

namespace Espalier;

/// <summary>
/// An input of tokens, per sample: one whole number from 0 to vocabulary − 1 a step, such as letters, words or categories.
/// Callers give them as spans of <c>int</c> or <c>byte</c>. An <see cref="EmbeddingAttribute"/> below makes numbers of them.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TokensAttribute : LayerAttribute
{
    /// <summary>A sequence of tokens.</summary>
    /// <param name="steps">How many tokens a sample has, at least 1.</param>
    /// <param name="vocabulary">How many different tokens there are, from 1 to 16 777 216.</param>
    /// <param name="lengths">True adds a parameter behind the tokens: how many steps of each sample count, from 1 to all.</param>
    public TokensAttribute(int steps, int vocabulary, bool lengths = false)
    {
    }
}
