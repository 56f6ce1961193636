using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Lays an image out as a vector, channel by channel, row by row: (channels, height, width) → (channels · height · width);
/// a sequence step by step: (steps, features) → (steps · features). Implied before a dense layer.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class FlattenAttribute : LayerAttribute
{
    /// <summary>Lays an image or a sequence out as a vector.</summary>
    public FlattenAttribute()
    {
    }
}
