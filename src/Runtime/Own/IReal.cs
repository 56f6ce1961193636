namespace Espalier;

/// <summary>
/// Numbers to write formulas with: one formula is compiled for whole vectors of floats, where the network runs it, and for
/// doubles, where <see cref="GradientCheck"/> checks it. Constants are written as they are: <c>1 - x</c>.
/// </summary>
/// <typeparam name="T">The numbers themselves.</typeparam>
public interface IReal<T>
    where T : struct, IReal<T>
{
    /// <summary>A constant.</summary>
    /// <param name="value">The constant.</param>
    static abstract implicit operator T(float value);

    /// <summary>The sum.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    static abstract T operator +(T left, T right);

    /// <summary>The difference.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    static abstract T operator -(T left, T right);

    /// <summary>The number with the other sign.</summary>
    /// <param name="value">A number.</param>
    static abstract T operator -(T value);

    /// <summary>The product.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    static abstract T operator *(T left, T right);

    /// <summary>The quotient.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    static abstract T operator /(T left, T right);

    /// <summary>The lesser number.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number; where it is NaN, so is the result.</param>
    static abstract T Min(T left, T right);

    /// <summary>The greater number.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number; where it is NaN, so is the result.</param>
    static abstract T Max(T left, T right);

    /// <summary><paramref name="yes"/> where the condition is above 0, else <paramref name="no"/>. Both are computed.</summary>
    /// <param name="condition">What is compared with 0; <c>a - b</c> asks whether a is above b.</param>
    /// <param name="yes">The result above 0.</param>
    /// <param name="no">The result at 0 and below.</param>
    static abstract T IfPositive(T condition, T yes, T no);

    /// <summary>The number without its sign.</summary>
    /// <param name="value">A number.</param>
    static abstract T Abs(T value);

    /// <summary>The square root.</summary>
    /// <param name="value">A number of at least 0.</param>
    static abstract T Sqrt(T value);

    /// <summary>e to the power of the number.</summary>
    /// <param name="value">A number.</param>
    static abstract T Exp(T value);

    /// <summary>The natural logarithm.</summary>
    /// <param name="value">A number above 0.</param>
    static abstract T Log(T value);

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="value">A number.</param>
    static abstract T Tanh(T value);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <param name="value">A number.</param>
    static abstract T Sigmoid(T value);

    /// <summary>The error function, 2/√π times the integral of e^(−t²) from 0.</summary>
    /// <param name="value">A number.</param>
    static abstract T Erf(T value);
}
