namespace Espalier;

/// <summary>How values between pixels come about.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel, repeated.</summary>
    Nearest,

    /// <summary>The weighted mean of the four pixels around.</summary>
    Bilinear,
}
