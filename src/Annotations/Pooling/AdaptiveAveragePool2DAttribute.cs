using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The means of as many windows as are asked for, channel by channel (PyTorch's <c>AdaptiveAvgPool2d</c>):
/// (channels, rows, columns) → (channels, height, width). Output row i is the mean of the input rows from
/// ⌊i·rows / height⌋ to ⌈(i + 1)·rows / height⌉, columns likewise; windows overlap where the sizes do not divide, and repeat
/// where the output is larger than the input.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AdaptiveAveragePool2DAttribute : LayerAttribute
{
    /// <summary>Means over windows that cover the image.</summary>
    /// <param name="height">Rows of the output, at least 1.</param>
    /// <param name="width">Columns of the output, at least 1.</param>
    public AdaptiveAveragePool2DAttribute(int height, int width)
    {
    }
}
