namespace Espalier;

/// <summary>Training of a network whose loss compares outputs with targets of the same shape.</summary>
public abstract unsafe class RegressionSession : TrainingSession
{
    private readonly SessionLayout _layout;
    private readonly AlignedBuffer _targets;
    private float* _source;

    /// <inheritdoc cref="TrainingSession(Network, NetworkParameters, Optimizer, int, int, int, in SessionLayout)"/>
    protected RegressionSession(Network network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, int seed, in SessionLayout layout)
        : base(network, parameters, optimizer, batchSize, threads, seed, layout)
    {
        _layout = layout;
        _targets = new AlignedBuffer((long)batchSize * layout.OutputLength);
    }

    /// <summary>The targets of the present batch, in the order that outputs have inside.</summary>
    protected ReadOnlySpan<float> Targets => _targets.Span[..(Count * _layout.OutputLength)];

    /// <summary>Computes the outputs of a batch in training mode, its losses and the gradient of the output.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; finite.</param>
    /// <param name="targets">The right output of each sample, in PyTorch's order; finite.</param>
    /// <returns>The mean loss over the samples.</returns>
    /// <exception cref="ArgumentException">A length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite. Parameters and running statistics are unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<float> targets)
    {
        int count = CountSamples(input);
        if (targets.Length != count * (long)_layout.OutputLength)
        {
            throw new ArgumentException($"targets has {targets.Length} floats; {count} samples need {_layout.OutputLength} each.", nameof(targets));
        }

        CheckFinite(input, _layout.InputLength, nameof(input));
        CheckFinite(targets, _layout.OutputLength, nameof(targets));
        fixed (float* source = targets)
        {
            _source = source;
            try
            {
                return RunForward(input, count, withLoss: true);
            }
            finally
            {
                _source = null;
            }
        }
    }

    /// <summary>Forward, Backward and Update in one, without allocating.</summary>
    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<float> targets) => Finish(Forward(input, targets));

    private protected override void TakeAnswers(in Part part)
    {
        int length = Count * _layout.OutputLength;
        SessionMemory.TakeIn(part, Count, new ReadOnlySpan<float>(_source, length), _targets.Span[..length], _layout.OutputLength, _layout.OutputPixels);
    }
}
