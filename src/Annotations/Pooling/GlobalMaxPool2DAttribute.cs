using System.Diagnostics;

namespace Espalier;

/// <summary>The greatest value of each channel over the whole image: (channels, height, width) → (channels).</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalMaxPool2DAttribute : LayerAttribute
{
    /// <summary>The greatest value of each channel.</summary>
    public GlobalMaxPool2DAttribute()
    {
    }
}
