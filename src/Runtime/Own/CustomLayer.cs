using System.Diagnostics;

namespace Espalier.Kernels;

/// <summary>
/// Calls a layer of the user's: each worker with its share of the samples. Where the layer has parameters, backward calls it
/// sample by sample, so that the sum of their gradients does not depend on the number of workers.
/// </summary>
public static class CustomLayer
{
    /// <summary>The output of each sample.</summary>
    /// <typeparam name="TLayer">The user's layer.</typeparam>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">The samples, in written order.</param>
    /// <param name="parameters">The layer's parameters; may be empty.</param>
    /// <param name="output">Receives the outputs, in written order; not the input.</param>
    /// <param name="inputShape">The shape of a sample of the input.</param>
    /// <param name="outputShape">The shape of a sample of the output.</param>
    /// <param name="options">The layer's options; may be empty.</param>
    public static void Forward<TLayer>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> parameters, Span<float> output, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape, ReadOnlySpan<float> options)
        where TLayer : struct, ICustom
    {
        (int start, int end) = part.Range(count);
        if (start < end)
        {
            CustomCall call = new(end - start, inputShape, outputShape, options, parameters);
            TLayer.Forward(call, Samples(input, start, end, call.InputLength), Samples(output, start, end, call.OutputLength));
        }
    }

    /// <summary>The gradient of the input.</summary>
    /// <typeparam name="TLayer">The user's layer.</typeparam>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read.</param>
    /// <param name="dOutput">The gradient of the output, in written order.</param>
    /// <param name="dInput">Receives the gradient of the input, in written order; not <paramref name="dOutput"/>.</param>
    /// <param name="inputShape">As in forward.</param>
    /// <param name="outputShape">As in forward.</param>
    /// <param name="options">As in forward.</param>
    public static void Backward<TLayer>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape, ReadOnlySpan<float> options)
        where TLayer : struct, ICustom
    {
        (int start, int end) = part.Range(count);
        if (start < end)
        {
            CustomCall call = new(end - start, inputShape, outputShape, options, []);
            TLayer.Backward(
                call, Samples(input, start, end, call.InputLength), Samples(dOutput, start, end, call.OutputLength), Samples(dInput, start, end, call.InputLength), []);
        }
    }

    /// <summary>The gradients of the input and of the parameters. Workers meet inside.</summary>
    /// <typeparam name="TLayer">The user's layer.</typeparam>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read.</param>
    /// <param name="parameters">As in forward.</param>
    /// <param name="dOutput">The gradient of the output, in written order.</param>
    /// <param name="dInput">Receives the gradient of the input, in written order; not <paramref name="dOutput"/>.</param>
    /// <param name="dParameters">The gradient of the parameters, added to; may be empty.</param>
    /// <param name="scratch">A number for each parameter and sample, of any content.</param>
    /// <param name="inputShape">As in forward.</param>
    /// <param name="outputShape">As in forward.</param>
    /// <param name="options">As in forward.</param>
    public static void BackwardWithParameters<TLayer>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> parameters, ReadOnlySpan<float> dOutput, Span<float> dInput, Span<float> dParameters, Span<float> scratch, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape, ReadOnlySpan<float> options)
        where TLayer : struct, ICustom
    {
        SampleGradients<TLayer>(part, count, input, parameters, dOutput, dInput, scratch, inputShape, outputShape, options);
        if (!dParameters.IsEmpty)
        {
            part.Sync();
            ChannelTotals.AddSamples(part, count, scratch, dParameters, parameters.Length);
        }
    }

    /// <summary>First phase: the gradients sample by sample.</summary>
    internal static void SampleGradients<TLayer>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> parameters, ReadOnlySpan<float> dOutput, Span<float> dInput, Span<float> scratch, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape, ReadOnlySpan<float> options)
        where TLayer : struct, ICustom
    {
        Debug.Assert(scratch.Length >= count * parameters.Length, "Every sample has its gradients.");
        (int start, int end) = part.Range(count);
        CustomCall call = new(1, inputShape, outputShape, options, parameters);
        for (int sample = start; sample < end; sample++)
        {
            Span<float> own = Samples(scratch, sample, sample + 1, parameters.Length);
            own.Clear();
            TLayer.Backward(
                call,
                Samples(input, sample, sample + 1, call.InputLength),
                Samples(dOutput, sample, sample + 1, call.OutputLength),
                Samples(dInput, sample, sample + 1, call.InputLength),
                own);
        }
    }

    private static Span<float> Samples(Span<float> all, int start, int end, int length) => all[(start * length)..(end * length)];

    private static ReadOnlySpan<float> Samples(ReadOnlySpan<float> all, int start, int end, int length) => all[(start * length)..(end * length)];
}
