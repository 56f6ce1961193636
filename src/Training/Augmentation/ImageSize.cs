namespace Espalier.Training;

/// <summary>The size of an image.</summary>
/// <param name="Channels">Channels, one plane after the other.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Columns of a plane.</param>
public readonly record struct ImageSize(int Channels, int Height, int Width)
{
    /// <summary>Pixels of a plane.</summary>
    public int Plane => Height * Width;

    internal static ImageSize Of(Dataset data) => data.Shape is [int channels, int height, int width]
        ? new ImageSize(channels, height, width)
        : throw new ArgumentException($"The samples have the shape {string.Join('×', data.Shape.ToArray())}; expected images of channels × height × width.", nameof(data));
}
