using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A layer of one's own over whole samples, of any shape in and of the stated shape out. Parameter, where it has any:
/// <c>weight</c> [parameters].
/// </summary>
/// <typeparam name="TLayer">A struct that implements <c>ICustom</c>: forward and backward.</typeparam>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class CustomAttribute<TLayer> : LayerAttribute
    where TLayer : struct
{
    /// <summary>A layer that gives a vector.</summary>
    /// <param name="features">The size of the output.</param>
    /// <param name="options">Numbers that the layer is told with every call; finite.</param>
    /// <param name="parameters">How many numbers the layer learns, at least 0; they start as weights do.</param>
    public CustomAttribute(int features, float[]? options = null, int parameters = 0)
    {
    }

    /// <summary>A layer that gives a vector, a sequence or an image.</summary>
    /// <param name="shape">The shape of the output: [features], [steps, features] or [channels, height, width].</param>
    /// <param name="options">Numbers that the layer is told with every call; finite.</param>
    /// <param name="parameters">How many numbers the layer learns, at least 0; they start as weights do.</param>
    public CustomAttribute(int[] shape, float[]? options = null, int parameters = 0)
    {
    }
}
