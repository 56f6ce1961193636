using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean over the batch of <c>−log softmax(scores)[label]</c>. Labels are integers from 0 up to the size of the
/// output, one a sample. Makes the network a classifier; prediction gives the scores.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftmaxCrossEntropyAttribute : LayerAttribute
{
    /// <summary>Softmax cross-entropy.</summary>
    public SoftmaxCrossEntropyAttribute()
    {
    }
}
