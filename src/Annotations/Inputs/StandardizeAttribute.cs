using System.Diagnostics;

namespace Espalier;

/// <summary>
/// <c>(x − mean) / deviation</c>, right under an input: with one number for all values, or one for each channel of an image or
/// feature of a vector or sequence. It learns nothing.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StandardizeAttribute : LayerAttribute
{
    /// <summary>The same for all values.</summary>
    /// <param name="mean">What is subtracted.</param>
    /// <param name="deviation">What is divided by, above 0.</param>
    public StandardizeAttribute(float mean, float deviation)
    {
    }

    /// <summary>For each channel or feature its own.</summary>
    /// <param name="mean">What is subtracted.</param>
    /// <param name="deviation">What is divided by, above 0.</param>
    public StandardizeAttribute(float[] mean, float[] deviation)
    {
    }
}
