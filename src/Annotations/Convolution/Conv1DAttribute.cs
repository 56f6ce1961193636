using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A convolution (cross-correlation, as PyTorch's <c>Conv1d</c>) over the steps of a sequence: (steps, features) →
/// (⌊(steps + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, filters), where padding counts both ends.
/// Parameters: <c>weight</c> [filters, features / groups, kernel] and <c>bias</c> [filters].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Conv1DAttribute : LayerAttribute
{
    /// <summary>A convolution with the same padding at both ends.</summary>
    /// <param name="filters">Features of the output, at least 1.</param>
    /// <param name="kernel">Steps of the kernel.</param>
    /// <param name="stride">The step between two positions of the kernel.</param>
    /// <param name="padding">Steps of zeros at each end.</param>
    /// <param name="dilation">The distance between two taps of the kernel.</param>
    /// <param name="groups">Groups of features that do not see one another; must divide the features and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">Consent to leave steps unread.</param>
    public Conv1DAttribute(int filters, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A convolution with padding of its own at each end.</summary>
    /// <param name="filters">Features of the output, at least 1.</param>
    /// <param name="kernel">Steps of the kernel.</param>
    /// <param name="padding">[before, after]: steps of zeros.</param>
    /// <param name="stride">The step between two positions of the kernel.</param>
    /// <param name="dilation">The distance between two taps of the kernel.</param>
    /// <param name="groups">Groups of features that do not see one another; must divide the features and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">Consent to leave steps unread.</param>
    public Conv1DAttribute(int filters, int kernel, int[] padding, int stride = 1, int dilation = 1, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }

    /// <summary>A convolution with padding that follows from the sizes.</summary>
    /// <param name="filters">Features of the output, at least 1.</param>
    /// <param name="kernel">Steps of the kernel.</param>
    /// <param name="padding"><see cref="Padding.Same"/>: ⌈steps / stride⌉ come out. <see cref="Padding.Causal"/>: no output sees a later step.</param>
    /// <param name="stride">The step between two positions of the kernel.</param>
    /// <param name="dilation">The distance between two taps of the kernel.</param>
    /// <param name="groups">Groups of features that do not see one another; must divide the features and the filters.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    /// <param name="rounding">Consent to leave steps unread.</param>
    public Conv1DAttribute(int filters, int kernel, Padding padding, int stride = 1, int dilation = 1, int groups = 1, bool bias = true, Rounding rounding = Rounding.Exact)
    {
    }
}
