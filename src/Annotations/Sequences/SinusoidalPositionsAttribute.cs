using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Tells the steps of a sequence apart by waves of different lengths, added to their features (Vaswani and others 2017):
/// <c>y[step, 2i] = x[step, 2i] + sin(step / 10000^(2i / features))</c>, and the cosine of the same for odd features.
/// (steps, features) → the same. It learns nothing.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SinusoidalPositionsAttribute : LayerAttribute
{
    /// <summary>Adds sines and cosines.</summary>
    public SinusoidalPositionsAttribute()
    {
    }
}
