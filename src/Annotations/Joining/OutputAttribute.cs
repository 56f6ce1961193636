using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Makes the line above one of the values that prediction gives, under a name, without computing anything. Losses make what
/// they read an output by themselves.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OutputAttribute : LayerAttribute
{
    /// <summary>Names an output.</summary>
    /// <param name="name">The name; a C# identifier that no other line bears.</param>
    public OutputAttribute(string name)
    {
    }
}
