using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A piece of each sample along an axis: channels of an image, features of a vector or sequence, unless another axis is
/// named. The shape stays but for that axis, which has the length of the piece.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SliceAttribute : LayerAttribute
{
    /// <summary>A piece along an axis.</summary>
    /// <param name="start">The first of the piece, counted from 0.</param>
    /// <param name="length">How many, at least 1; unset, all up to the end.</param>
    /// <param name="axis">The axis that is cut.</param>
    public SliceAttribute(int start, int length = 0, Axis axis = Axis.Channels)
    {
    }
}
