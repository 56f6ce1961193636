namespace Espalier.Training.Inside;

/// <summary>
/// A ReLU for guided backpropagation (Springenberg et al., 2015): backward passes a gradient only where it is positive
/// and the input is too. Declare a twin of the network with <c>[Custom&lt;GuidedReLU&gt;(shape)]</c> in place of each
/// <c>[ReLU]</c>, give it the weights by <see cref="Transfer.Copy"/>, and ask <see cref="Saliency"/>. Not for training.
/// </summary>
public readonly struct GuidedReLU : ICustom
{
    /// <inheritdoc/>
    public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = Math.Max(input[i], 0);
        }
    }

    /// <inheritdoc/>
    public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient)
    {
        for (int i = 0; i < input.Length; i++)
        {
            inputGradient[i] = input[i] > 0 ? Math.Max(outputGradient[i], 0) : 0;
        }
    }
}
