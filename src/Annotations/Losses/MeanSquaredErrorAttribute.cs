using System.Diagnostics;

namespace Espalier;

/// <summary>The mean of the squared differences between output and target, over all values of the batch.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MeanSquaredErrorAttribute : LayerAttribute
{
    /// <summary>Mean squared error.</summary>
    public MeanSquaredErrorAttribute()
    {
    }
}
