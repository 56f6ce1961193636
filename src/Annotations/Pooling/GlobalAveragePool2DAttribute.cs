using System.Diagnostics;

namespace Espalier;

/// <summary>The mean of each channel over the whole image: (channels, height, width) → (channels).</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalAveragePool2DAttribute : LayerAttribute
{
    /// <summary>The mean of each channel.</summary>
    public GlobalAveragePool2DAttribute()
    {
    }
}
