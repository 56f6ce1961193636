using System.ComponentModel;

namespace Espalier;

/// <summary>
/// Why a network of sequences has no streams. The compiler writes it on StartStream, and reads it where that is called from
/// another assembly, in which the declaration is not to be seen.
/// </summary>
/// <param name="reason">"Conv1 reads 1 later step, which a stream does not have yet".</param>
[AttributeUsage(AttributeTargets.Method)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CannotStreamAttribute(string reason) : Attribute
{
    /// <summary>The layer in the way, and the reason.</summary>
    public string Reason { get; } = reason;
}
