using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean value of each window of steps, feature by feature: (steps, features) →
/// (⌊(steps + padding − kernel) / stride⌋ + 1, features), where padding counts both ends.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AveragePool1DAttribute : LayerAttribute
{
    /// <summary>A window with the same padding at both ends.</summary>
    /// <param name="kernel">Steps of the window.</param>
    /// <param name="stride">The step between two windows; unset, the size of the window.</param>
    /// <param name="padding">Steps added at each end, at most half the window.</param>
    /// <param name="countIncludePad">True counts the zeros of the padding in the mean, as PyTorch does.</param>
    /// <param name="rounding">Consent to leave input unread, or to let the last window hang over.</param>
    public AveragePool1DAttribute(int kernel, int stride = 0, int padding = 0, bool countIncludePad = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A window with padding of its own at each end.</summary>
    /// <param name="kernel">Steps of the window.</param>
    /// <param name="padding">[before, after], each at most half the window.</param>
    /// <param name="stride">The step between two windows; unset, the size of the window.</param>
    /// <param name="countIncludePad">True counts the zeros of the padding in the mean, as PyTorch does.</param>
    /// <param name="rounding">Consent to leave input unread, or to let the last window hang over.</param>
    public AveragePool1DAttribute(int kernel, int[] padding, int stride = 0, bool countIncludePad = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A window with padding that follows from the sizes.</summary>
    /// <param name="kernel">Steps of the window.</param>
    /// <param name="padding"><see cref="Padding.Same"/>: ⌈steps / stride⌉ come out.</param>
    /// <param name="stride">The step between two windows; unset, the size of the window.</param>
    /// <param name="countIncludePad">True counts the zeros of the padding in the mean, as PyTorch does.</param>
    /// <param name="rounding">There is nothing to round.</param>
    public AveragePool1DAttribute(int kernel, Padding padding, int stride = 0, bool countIncludePad = true, Rounding rounding = Rounding.Exact)
    {
    }
}
