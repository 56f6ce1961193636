using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Makes a constant of a block an argument, which every use may set: <c>[Argument] const int Width = 16;</c>. The
/// constant's own value is the default. It may be an <c>int</c>, <c>float</c>, <c>double</c>, <c>bool</c>, <c>string</c>
/// or enum, and is used in the attributes of the block, also in arithmetic: <c>[Conv2D(Width * 4, kernel: 1)]</c>.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Field)]
public sealed class ArgumentAttribute : Attribute
{
    /// <summary>
    /// True lets the value of the use hold for its first repeat only; from the second on, the constant's own value holds.
    /// That is how only the first block of a stage has a stride.
    /// </summary>
    public bool FirstRepeatOnly { get; set; }
}
