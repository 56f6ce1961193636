namespace Espalier;

/// <summary>
/// A loss of one's own, which compares value by value: the loss of a sample is the mean over its values. A struct that
/// implements it is named by <c>[Loss&lt;T&gt;]</c>; both formulas are compiled into the loop over the values, for whole vectors at
/// a time.
/// </summary>
public interface ILoss
{
    /// <summary>The loss of one value.</summary>
    /// <typeparam name="T">The numbers.</typeparam>
    /// <param name="output">What the network gave.</param>
    /// <param name="target">What it should have given.</param>
    static abstract T Value<T>(T output, T target)
        where T : struct, IReal<T>;

    /// <summary>The derivative of <see cref="Value"/> by the output.</summary>
    /// <typeparam name="T">The numbers.</typeparam>
    /// <param name="output">What the network gave.</param>
    /// <param name="target">What it should have given.</param>
    static abstract T Derivative<T>(T output, T target)
        where T : struct, IReal<T>;
}
