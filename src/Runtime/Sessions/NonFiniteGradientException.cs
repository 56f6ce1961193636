using System.Globalization;

namespace Espalier;

/// <summary>A gradient is not a number or infinite, although the loss is finite. The parameters are as before.</summary>
public sealed class NonFiniteGradientException : ArithmeticException
{
    internal NonFiniteGradientException(string tensor, float gradient)
        : base(Text(tensor, gradient)) => Tensor = tensor;

    /// <summary>
    /// The name in files of the tensor with that gradient: of those that have one, the tensor nearest the output, which the
    /// backward pass came to first.
    /// </summary>
    public string Tensor { get; }

    private static string Text(string tensor, float gradient)
    {
        string value = gradient.ToString(CultureInfo.InvariantCulture);
        return $"The gradient of {tensor} holds {value}; of the tensors whose gradient is not finite, it is the nearest to the output. The parameters are unchanged; a smaller learning rate or scaled input may help.";
    }
}
