namespace Espalier;

/// <summary>
/// A loss of one's own, which compares value by value: the loss of a sample is the mean over its values. A struct that
/// implements it is named by <c>[Loss&lt;T&gt;]</c>; both methods are compiled into the loop over the values.
/// </summary>
public interface IValueLoss
{
    /// <summary>The loss of one value.</summary>
    /// <param name="output">What the network gave.</param>
    /// <param name="target">What it should have given.</param>
    static abstract float Value(float output, float target);

    /// <summary>The derivative of <see cref="Value"/> by the output.</summary>
    /// <param name="output">What the network gave.</param>
    /// <param name="target">What it should have given.</param>
    static abstract float Derivative(float output, float target);
}
