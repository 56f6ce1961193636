namespace Espalier;

/// <summary>
/// An activation of one's own: a function of each value by itself, and its derivative. A struct that implements it is named
/// by <c>[Elementwise&lt;T&gt;]</c>. The formulas are compiled into the loop over the values, for whole vectors at a time; mark
/// both methods <c>[MethodImpl(MethodImplOptions.AggressiveInlining)]</c> where they are long.
/// </summary>
public interface IElementwise
{
    /// <summary>f(x).</summary>
    /// <typeparam name="T">The numbers.</typeparam>
    /// <param name="x">What the layer reads.</param>
    static abstract T Value<T>(T x)
        where T : struct, IReal<T>;

    /// <summary>f′(x).</summary>
    /// <typeparam name="T">The numbers.</typeparam>
    /// <param name="x">What the layer read.</param>
    static abstract T Derivative<T>(T x)
        where T : struct, IReal<T>;
}
