namespace Espalier;

/// <summary>
/// A layer of one's own over whole samples. A struct that implements it is named by <c>[Custom&lt;T&gt;]</c>, which states the
/// shape that comes out. Samples are independent of one another: a call has one, several or all of a batch, as the workers
/// share them, and samples lie one after the other, each in the order in which people write its shape (PyTorch's).
/// </summary>
public interface ICustom
{
    /// <summary>Computes the output of each sample.</summary>
    /// <param name="call">How many samples, their shapes, and the layer's options and parameters.</param>
    /// <param name="input">What the layer reads.</param>
    /// <param name="output">What it writes: every value, whatever was there.</param>
    static abstract void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Computes the gradients from that of the output.</summary>
    /// <param name="call">As in forward.</param>
    /// <param name="input">What forward read.</param>
    /// <param name="outputGradient">The gradient of the output.</param>
    /// <param name="inputGradient">Takes the gradient of the input: every value, whatever was there.</param>
    /// <param name="parameterGradient">The gradient of the parameters is added to it; empty where there are none.</param>
    static abstract void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient);
}
