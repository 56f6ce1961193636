using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = x</c> for x ≥ 0 and <c>slope · x</c> below, for each value. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LeakyReLUAttribute : LayerAttribute
{
    /// <summary>A ReLU that leaks.</summary>
    /// <param name="slope">The slope below zero; at least 0.</param>
    public LeakyReLUAttribute(float slope = 0.01f)
    {
    }
}
