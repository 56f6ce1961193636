namespace Espalier;

/// <summary>How GELU computes the distribution function of the normal.</summary>
public enum Approximation
{
    /// <summary>By the error function: <c>x / 2 · (1 + erf(x / √2))</c>.</summary>
    None,

    /// <summary>By a hyperbolic tangent: <c>x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))</c>.</summary>
    Tanh,
}
