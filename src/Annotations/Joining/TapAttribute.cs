using System.Diagnostics;

namespace Espalier;

/// <summary>Names the output of the line above, so that a later line can read it. Computes nothing.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TapAttribute : LayerAttribute
{
    /// <summary>Names the line above.</summary>
    /// <param name="name">A C# identifier that no other line bears.</param>
    public TapAttribute(string name)
    {
    }
}
