using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Declares a piece of a network that others <see cref="UseAttribute{T}">use</see>: the attributes that follow on the
/// same class are its lines, from top to bottom. The first reads what the use reads, the last gives the output. It has
/// neither input nor loss, and names inside it are its own. A block serves the networks of its own project.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute : Attribute
{
}
