using System.Diagnostics;

namespace Espalier;

/// <summary>
/// This line and the named ones side by side along an axis, in the order in which they are written: channels of images,
/// features of vectors and sequences, unless another axis is named. Along all other axes the shapes must be equal.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConcatAttribute : LayerAttribute
{
    /// <summary>Channels behind channels, features behind features.</summary>
    /// <param name="with">The names of the outputs that follow this line's.</param>
    public ConcatAttribute(params string[] with)
    {
    }

    /// <summary>Side by side along an axis.</summary>
    /// <param name="axis">The axis along which the sizes add up.</param>
    /// <param name="with">The names of the outputs that follow this line's.</param>
    public ConcatAttribute(Axis axis, params string[] with)
    {
    }
}
