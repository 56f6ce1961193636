using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The greatest value of each window, channel by channel: (channels, height, width) → (channels,
/// ⌊(height + padding − kernel) / stride⌋ + 1, the same for the width), where padding counts both sides.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaxPool2DAttribute : LayerAttribute
{
    /// <summary>A square window.</summary>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="stride">The step between two windows; unset, the size of the window.</param>
    /// <param name="padding">Rows and columns added on each side, at most half the window. They never win.</param>
    /// <param name="rounding">Consent to leave input unread, or to let the last window hang over.</param>
    public MaxPool2DAttribute(int kernel, int stride = 0, int padding = 0, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A window with sizes by axis, height first.</summary>
    /// <param name="kernel">[height, width] of the window.</param>
    /// <param name="stride">[vertical, horizontal] steps; unset, the size of the window.</param>
    /// <param name="padding">[vertical, horizontal], or [top, bottom, left, right].</param>
    /// <param name="rounding">Consent to leave input unread, or to let the last window hang over.</param>
    public MaxPool2DAttribute(int[] kernel, int[]? stride = null, int[]? padding = null, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A square window with padding that follows from the sizes.</summary>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="padding"><see cref="Padding.Same"/>: ⌈height / stride⌉ rows and ⌈width / stride⌉ columns come out.</param>
    /// <param name="stride">The step between two windows; unset, the size of the window.</param>
    /// <param name="rounding">There is nothing to round.</param>
    public MaxPool2DAttribute(int kernel, Padding padding, int stride = 0, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A window with sizes by axis, height first, and padding that follows from the sizes.</summary>
    /// <param name="kernel">[height, width] of the window.</param>
    /// <param name="padding"><see cref="Padding.Same"/>: ⌈height / stride⌉ rows and ⌈width / stride⌉ columns come out.</param>
    /// <param name="stride">[vertical, horizontal] steps; unset, the size of the window.</param>
    /// <param name="rounding">There is nothing to round.</param>
    public MaxPool2DAttribute(int[] kernel, Padding padding, int[]? stride = null, Rounding rounding = Rounding.Exact)
    {
    }
}
