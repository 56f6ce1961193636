using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Writes the lines of a block here, once or several times in a row. To set arguments by name, derive an attribute with
/// properties of the arguments' names: <c>class FireAttribute : UseAttribute&lt;Fire&gt; { public int Squeeze { get; set; } }</c>.
/// </summary>
/// <remarks>
/// <c>Name</c> names the output, <c>From</c> the input. Layers are called by the name of the use, the repeat where
/// <c>Repeat</c> is given, and their own name: <c>layer2.0.conv1.weight</c> in files, <c>net.layer2_0_Conv1</c> in code.
/// <c>Key</c> takes the place of the use's name in files. <c>Init</c> and <c>Frozen</c> hold for all lines of the block.
/// </remarks>
/// <typeparam name="T">The block, a class with [Block].</typeparam>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class UseAttribute<T> : LayerAttribute
    where T : class
{
    /// <summary>Uses the block.</summary>
    /// <param name="arguments">The block's arguments in the order of their declaration; those left out keep their defaults.</param>
    public UseAttribute(params object[] arguments)
    {
    }

    /// <summary>How many times in a row, at least 1. Where it is given, names count the repeats from 0.</summary>
    public int Repeat { get; set; } = 1;
}
