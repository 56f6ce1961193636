using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A convolution (cross-correlation, as PyTorch's <c>Conv2d</c>) over an image: (channels, height, width) →
/// (filters, ⌊(height + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, the same for the width), where padding
/// counts both sides.
/// Parameters: <c>weight</c> [filters, channels / groups, kernel height, kernel width] and <c>bias</c> [filters].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv2DAttribute : LayerAttribute
{
    /// <summary>A square convolution.</summary>
    /// <param name="filters">Channels of the output, at least 1.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">The step between two positions of the kernel.</param>
    /// <param name="padding">Rows and columns of zeros on each side.</param>
    /// <param name="dilation">The distance between two taps of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see one another; must divide the channels and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">Consent to leave input unread.</param>
    public Conv2DAttribute(int filters, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A convolution with sizes by axis, height first.</summary>
    /// <param name="filters">Channels of the output, at least 1.</param>
    /// <param name="kernel">[height, width] of the kernel.</param>
    /// <param name="stride">[vertical, horizontal] steps.</param>
    /// <param name="padding">[vertical, horizontal], or [top, bottom, left, right].</param>
    /// <param name="dilation">[vertical, horizontal] distances between taps.</param>
    /// <param name="groups">Groups of channels that do not see one another; must divide the channels and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">Consent to leave input unread.</param>
    public Conv2DAttribute(int filters, int[] kernel, int[]? stride = null, int[]? padding = null, int[]? dilation = null, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A square convolution with padding that follows from the sizes.</summary>
    /// <param name="filters">Channels of the output, at least 1.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="padding"><see cref="Padding.Same"/>: ⌈height / stride⌉ rows and ⌈width / stride⌉ columns come out.</param>
    /// <param name="stride">The step between two positions of the kernel.</param>
    /// <param name="dilation">The distance between two taps of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see one another; must divide the channels and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">There is nothing to round.</param>
    public Conv2DAttribute(int filters, int kernel, Padding padding, int stride = 1, int dilation = 1, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A convolution with sizes by axis, height first, and padding that follows from the sizes.</summary>
    /// <param name="filters">Channels of the output, at least 1.</param>
    /// <param name="kernel">[height, width] of the kernel.</param>
    /// <param name="padding"><see cref="Padding.Same"/>: ⌈height / stride⌉ rows and ⌈width / stride⌉ columns come out.</param>
    /// <param name="stride">[vertical, horizontal] steps.</param>
    /// <param name="dilation">[vertical, horizontal] distances between taps.</param>
    /// <param name="groups">Groups of channels that do not see one another; must divide the channels and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">There is nothing to round.</param>
    public Conv2DAttribute(int filters, int[] kernel, Padding padding, int[]? stride = null, int[]? dilation = null, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }
}
