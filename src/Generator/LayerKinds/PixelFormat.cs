using Espalier.Generator.Parsing;

namespace Espalier.Generator.LayerKinds;

/// <summary>How the bytes stand from which a network predicts.</summary>
/// <param name="Name">The member of Pixels.</param>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Bytes">Bytes of a pixel.</param>
/// <param name="IsReversed">Whether blue comes first.</param>
internal sealed record PixelFormat(string Name, int Channels, int Bytes, bool IsReversed)
{
    /// <summary>The format that an input declares; null where it declares none.</summary>
    public static PixelFormat? Of(LayerSpec input) => !input.IsKnown || !input.Has("pixels") ? null : input.Member("pixels") switch
    {
        "Rgba8" => new PixelFormat("Rgba8", 3, 4, false),
        "Bgra8" => new PixelFormat("Bgra8", 3, 4, true),
        "Rgb8" => new PixelFormat("Rgb8", 3, 3, false),
        "Bgr8" => new PixelFormat("Bgr8", 3, 3, true),
        "Gray8" => new PixelFormat("Gray8", 1, 1, false),
        _ => null,
    };
}
