using System.Numerics;

namespace Espalier;

/// <summary>Training of a network whose loss compares scores with labels, one label a sample.</summary>
public abstract class ClassificationSession : TrainingSession
{
    private readonly int _classes;
    private readonly int[] _labels;

    /// <inheritdoc cref="TrainingSession(Network, NetworkParameters, Optimizer, int, int, int, in SessionLayout)"/>
    protected ClassificationSession(Network network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, int seed, in SessionLayout layout)
        : base(network, parameters, optimizer, batchSize, threads, seed, layout)
    {
        _classes = layout.OutputLength;
        _labels = new int[batchSize];
    }

    /// <summary>The labels of the present batch.</summary>
    protected ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count);

    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> labels) => Begin(input, labels);

    /// <summary>Computes the outputs of a batch in training mode, its losses and the gradient of the output.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; finite.</param>
    /// <param name="labels">The right class of each sample, from 0.</param>
    /// <returns>The mean loss over the samples.</returns>
    /// <exception cref="ArgumentException">A length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite. Parameters and running statistics are unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<int> labels) => Begin(input, labels);

    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<long> labels) => Begin(input, labels);

    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<byte> labels) => Finish(Begin(input, labels));

    /// <summary>Forward, Backward and Update in one, without allocating.</summary>
    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<int> labels) => Finish(Begin(input, labels));

    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<long> labels) => Finish(Begin(input, labels));

    private float Begin<T>(ReadOnlySpan<float> input, ReadOnlySpan<T> labels)
        where T : unmanaged, IBinaryInteger<T>
    {
        int count = CountSamples(input);
        if (labels.Length != count)
        {
            throw new ArgumentException($"labels has {labels.Length} entries; input holds {count} samples, expected one each.", nameof(labels));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            long label = long.CreateChecked(labels[i]);
            if (label < 0 || label >= _classes)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"labels[{i}] is {label}; expected 0 to {_classes - 1}.");
            }
        }

        CheckFinite(input, input.Length / count, nameof(input));
        for (int i = 0; i < labels.Length; i++)
        {
            _labels[i] = int.CreateChecked(labels[i]);
        }

        return RunForward(input, count, withLoss: true);
    }
}
