using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Names a weight file of the project, which the build compares with the network: a tensor that is missing, left over or
/// of another shape is an error under this attribute. The project lists the file:
/// <c>&lt;EspalierWeights Include="digits.safetensors" /&gt;</c>. Unless the item says <c>Embed="false"</c>, the assembly
/// carries the file, and the class has a <c>LoadEmbedded()</c> that reads it.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WeightsAttribute : Attribute
{
    /// <summary>Names a weight file.</summary>
    /// <param name="file">The file as the project lists it, or the end of that path: <c>"digits.safetensors"</c>.</param>
    public WeightsAttribute(string file)
    {
    }
}
