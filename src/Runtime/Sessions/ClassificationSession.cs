using System.Numerics;

namespace Espalier;

/// <summary>Training of a network whose only loss compares scores with labels: one label a sample, a step or a pixel.</summary>
public abstract class ClassificationSession : TrainingSession
{
    /// <inheritdoc cref="TrainingSession(Network, NetworkParameters, Optimizer, int, int, int, in SessionLayout)"/>
    protected ClassificationSession(Network network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, int seed, in SessionLayout layout)
        : base(network, parameters, optimizer, batchSize, threads, seed, layout with { Losses = layout.Losses ?? [new LossInfo("Loss", "labels", 1, layout.Outputs[0].Length)] })
    {
    }

    /// <summary>The labels of the present batch.</summary>
    protected ReadOnlySpan<int> Labels => LabelsOf(0);

    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> labels) => Forward<byte>(input, labels);

    /// <summary>Computes the outputs of a batch in training mode, its losses and the gradient of the output.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; finite.</param>
    /// <param name="labels">The right class of each sample, from 0; of each step or pixel where the output is a sequence or an image.</param>
    /// <returns>The mean loss over the samples.</returns>
    /// <exception cref="ArgumentException">A length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite. Parameters and running statistics are unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<int> labels) => Forward<int>(input, labels);

    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<long> labels) => Forward<long>(input, labels);

    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<byte> labels) => Step<byte>(input, labels);

    /// <summary>Forward, Backward and Update in one, without allocating.</summary>
    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<int> labels) => Step<int>(input, labels);

    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<long> labels) => Step<long>(input, labels);

    private float Forward<T>(ReadOnlySpan<float> input, ReadOnlySpan<T> labels)
        where T : unmanaged, IBinaryInteger<T>
    {
        int count = Check(input, labels);
        TakeInput(0, input, count);
        TakeLabels(0, labels);
        return Run(count);
    }

    private float Step<T>(ReadOnlySpan<float> input, ReadOnlySpan<T> labels)
        where T : unmanaged, IBinaryInteger<T>
    {
        int count = Check(input, labels);
        TakeLabels(0, labels);
        return StepOn(input, count);
    }

    private int Check<T>(ReadOnlySpan<float> input, ReadOnlySpan<T> labels)
        where T : unmanaged, IBinaryInteger<T>
    {
        int count = CountSamples(input, nameof(input));
        CheckLabels(0, labels, count);
        CheckInput(0, input, count, nameof(input));
        return count;
    }
}
