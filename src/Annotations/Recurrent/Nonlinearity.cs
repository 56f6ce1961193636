namespace Espalier;

/// <summary>The curve of a plain recurrent layer.</summary>
public enum Nonlinearity
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    ReLU,
}
