using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A transposed convolution (PyTorch's <c>ConvTranspose2d</c>), which spreads each pixel over a window:
/// (channels, height, width) → (filters, (height − 1)·stride − padding + dilation·(kernel − 1) + outputPadding + 1, the same
/// for the width), where padding counts both sides.
/// Parameters: <c>weight</c> [channels, filters / groups, kernel height, kernel width] and <c>bias</c> [filters].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConvTranspose2DAttribute : LayerAttribute
{
    /// <summary>A square transposed convolution.</summary>
    /// <param name="filters">Channels of the output, at least 1.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Rows and columns of the output from one pixel of the input to the next.</param>
    /// <param name="padding">Rows and columns taken off each side of the output.</param>
    /// <param name="outputPadding">Rows and columns added at the bottom and at the right; below the stride or the dilation.</param>
    /// <param name="dilation">The distance between two taps of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see one another; must divide the channels and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    public ConvTranspose2DAttribute(int filters, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true)
    {
    }

    /// <summary>A transposed convolution with sizes by axis, height first.</summary>
    /// <param name="filters">Channels of the output, at least 1.</param>
    /// <param name="kernel">[height, width] of the kernel.</param>
    /// <param name="stride">[vertical, horizontal] steps of the output.</param>
    /// <param name="padding">[vertical, horizontal], or [top, bottom, left, right], taken off the output.</param>
    /// <param name="outputPadding">[bottom, right], added to the output; below the stride or the dilation.</param>
    /// <param name="dilation">[vertical, horizontal] distances between taps.</param>
    /// <param name="groups">Groups of channels that do not see one another; must divide the channels and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    public ConvTranspose2DAttribute(int filters, int[] kernel, int[]? stride = null, int[]? padding = null, int[]? outputPadding = null, int[]? dilation = null, int groups = 1, bool bias = true)
    {
    }
}
