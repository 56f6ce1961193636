using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The input of a network, per sample. Spans of several samples hold them one after the other; a sequence
/// is laid out step by step, an image channel by
/// channel, row by row (PyTorch's order).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute : LayerAttribute
{
    /// <summary>A vector.</summary>
    /// <param name="features">How many numbers a sample has, at least 1.</param>
    public InputAttribute(int features)
    {
    }

    /// <summary>A sequence.</summary>
    /// <param name="steps">How many steps a sample has, at least 1.</param>
    /// <param name="features">How many numbers a step has, at least 1.</param>
    /// <param name="lengths">True adds a parameter behind the input: how many steps of each sample count, from 1 to all.</param>
    public InputAttribute(int steps, int features, bool lengths = false)
    {
    }

    /// <summary>An image.</summary>
    /// <param name="channels">Planes: 1 for grey, 3 for colour.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pixels">The bytes from which the network also predicts, by a <c>Predict</c> with a stride.</param>
    public InputAttribute(int channels, int height, int width, Pixels pixels = Pixels.None)
    {
    }
}
