namespace Espalier;

/// <summary>How the bytes of a pixel stand in memory, for prediction straight from them.</summary>
public enum Pixels
{
    /// <summary>There is no prediction from bytes.</summary>
    None,

    /// <summary>Red, green, blue and an alpha, which is passed over.</summary>
    Rgba8,

    /// <summary>Blue, green, red and an alpha, which is passed over.</summary>
    Bgra8,

    /// <summary>Red, green, blue.</summary>
    Rgb8,

    /// <summary>Blue, green, red.</summary>
    Bgr8,

    /// <summary>Grey.</summary>
    Gray8,
}
