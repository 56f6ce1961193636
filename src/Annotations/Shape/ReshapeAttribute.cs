using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The same values in another shape of the same length, in the order in which people write them (PyTorch's <c>view</c>):
/// images channel by channel and row by row, sequences step by step. One of the sizes may be −1: it follows from the others.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReshapeAttribute : LayerAttribute
{
    /// <summary>As a vector.</summary>
    /// <param name="features">How many numbers a sample has.</param>
    public ReshapeAttribute(int features)
    {
    }

    /// <summary>As a sequence.</summary>
    /// <param name="steps">How many steps a sample has.</param>
    /// <param name="features">How many numbers a step has.</param>
    public ReshapeAttribute(int steps, int features)
    {
    }

    /// <summary>As an image.</summary>
    /// <param name="channels">Planes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public ReshapeAttribute(int channels, int height, int width)
    {
    }
}
