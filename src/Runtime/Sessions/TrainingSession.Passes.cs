namespace Espalier;

// What generated code sees of a session, and what the workers run around it.
public abstract unsafe partial class TrainingSession
{
    // Keeps these numbers apart from the initial values, which may come from the same seed.
    private const ulong RandomPurpose = 1;

    private long _transposedVersion = -1;
    private readonly double[] _penalties;
    private bool _withLoss;
    private bool _outputGradientSeen;
    private bool _clearsGradients;
    private bool _transposes;
    private float* _source;
    private int _sourceLength;
    private int _sourceIsBad;

    /// <summary>The samples of the present batch.</summary>
    protected int Count => _count;

    /// <summary>The parameters' block.</summary>
    protected ReadOnlySpan<float> Values => Parameters.Values;

    /// <summary>The gradients of the trainable values, at the same offsets.</summary>
    protected Span<float> GradientValues => Gradients.Storage;

    /// <summary>Takes the loss of each sample.</summary>
    protected Span<float> Losses => _memory.Losses.Span[.._count];

    private bool HasRunningValues => _network.Description.TrainableLength < _network.Description.ValueLength;

    /// <summary>The buffer at an offset of the samples' memory.</summary>
    /// <param name="offset">Its place in the memory of a sample.</param>
    /// <param name="length">Floats per sample.</param>
    protected Span<float> Samples(int offset, int length) => _memory.Samples(offset, _count, length);

    /// <summary>A buffer that does not depend on the batch; zero at first, and kept from step to step.</summary>
    /// <param name="offset">Its place.</param>
    /// <param name="length">Its floats.</param>
    protected Span<float> Fixed(int offset, int length) => _memory.Fixed(offset, length);

    /// <summary>Transposed weights; zero at first.</summary>
    /// <param name="offset">Their place.</param>
    /// <param name="length">Their floats.</param>
    protected Span<float> Transposed(int offset, int length) => _memory.Transposed(offset, length);

    /// <summary>Takes the penalties of a tensor's weights, a number for each block of them.</summary>
    /// <param name="start">The tensor's first block.</param>
    /// <param name="count">Its blocks.</param>
    protected Span<double> Penalties(int start, int count) => _penalties.AsSpan(start, count);

    /// <summary>Running statistics in the parameters' block, to be written by <see cref="CommitPass"/>.</summary>
    /// <param name="offset">Their place in the block, behind the trainable values.</param>
    /// <param name="length">Their floats.</param>
    protected Span<float> Running(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, _network.Description.TrainableLength);
        return Parameters.Storage.Slice(offset, length);
    }

    /// <summary>The key of a layer's random numbers in the present step.</summary>
    /// <param name="layer">The number of the layer.</param>
    protected ulong DropoutKey(int layer)
        => CounterRandom.Key(CounterRandom.Key(CounterRandom.Key((uint)_seed, RandomPurpose), (ulong)_forwards), (ulong)layer);

    /// <summary>Computes the outputs from the input; every worker runs it.</summary>
    /// <param name="part">The worker's share.</param>
    protected abstract void ForwardPass(in Part part);

    /// <summary>Computes the losses and the gradient of the output; every worker runs it.</summary>
    /// <param name="part">The worker's share.</param>
    protected virtual void LossPass(in Part part)
    {
    }

    /// <summary>Adds to the gradients, from the gradient of the output; every worker runs it.</summary>
    /// <param name="part">The worker's share.</param>
    protected abstract void BackwardPass(in Part part);

    /// <summary>Takes the statistics of the batch into the running ones; one thread runs it.</summary>
    protected virtual void CommitPass()
    {
    }

    /// <summary>Packs the transposed weights anew; every worker runs it.</summary>
    /// <param name="part">The worker's share.</param>
    protected virtual void TransposePass(in Part part)
    {
    }

    /// <summary>Brings labels or targets into place; every worker runs it, before the forward pass.</summary>
    private protected virtual void TakeAnswers(in Part part)
    {
    }

    /// <summary>The number of samples in an input.</summary>
    private protected int CountSamples(ReadOnlySpan<float> input)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        NetworkDescription description = _network.Description;
        int count = input.Length / description.InputLength;
        if (count * (long)description.InputLength != input.Length || count == 0)
        {
            throw new ArgumentException($"input has {input.Length} floats; {description.Name} takes {Shapes.Text(description.InputShape)} = {description.InputLength} a sample, one sample or more.", nameof(input));
        }

        if (count > BatchSize || count < _layout.MinimumSamples)
        {
            throw new ArgumentException($"input holds {count} samples; this session takes {Math.Max(1, _layout.MinimumSamples)} to {BatchSize} at a time.", nameof(input));
        }

        return count;
    }

    /// <summary>Throws where a value is not finite; nothing has been touched by then.</summary>
    private protected void CheckFinite(ReadOnlySpan<float> values, int perSample, string argument)
    {
        if (!IsFinite(values))
        {
            int index = FiniteScan.IndexOf(values);
            (int sample, int position) = Math.DivRem(index, perSample);
            throw new ArgumentException($"{argument} holds {values[index]} at position {position} of sample {sample}; every value must be finite.", argument);
        }
    }

    /// <summary>Runs the forward pass and the loss, and gives the mean loss.</summary>
    private protected float RunForward(ReadOnlySpan<float> input, int count, bool withLoss)
    {
        _count = count;
        _withLoss = withLoss;
        _awaitsBackward = false;
        _hasInputGradient = false;
        _outputIsOut = false;
        _gradientIsOut = false;
        _outputGradientSeen = !withLoss;
        _forwards++;
        fixed (float* source = input)
        {
            _source = source;
            _sourceLength = input.Length;
            try
            {
                _team.Run(_forwardWork);
            }
            finally
            {
                _source = null;
            }
        }

        if (withLoss)
        {
            Loss = MeanLoss();
        }

        _awaitsBackward = true;
        return Loss;
    }

    private float MeanLoss()
    {
        double sum = 0;
        foreach (float value in Losses)
        {
            sum += value;
        }

        double penalty = 0;
        foreach (double value in _penalties)
        {
            penalty += value;
        }

        float loss = (float)((sum / _count) + penalty);
        if (float.IsFinite(loss))
        {
            return loss;
        }

        foreach (ActivationInfo activation in _layout.Activations)
        {
            int index = FiniteScan.IndexOf(Samples(activation.Offset, activation.Length));
            if (index >= 0)
            {
                throw new NonFiniteLossException(loss, activation.First ?? activation.Name, index / activation.Length);
            }
        }

        throw new NonFiniteLossException(loss, null, Math.Max(0, FiniteScan.IndexOf(Losses)));
    }

    private void RequireForward(string member)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_awaitsBackward)
        {
            throw new InvalidOperationException($"{member} needs a Forward before it that no Backward or Update has followed yet.");
        }
    }

    // The user may have written the gradient of the output: it is checked, and brought to the order inside.
    private void TakeOutputGradient()
    {
        if (!_outputGradientSeen)
        {
            return;
        }

        Span<float> inside = Samples(_layout.OutputGradientOffset, _layout.OutputLength);
        ReadOnlySpan<float> given = _gradientIsOut ? _memory.OutputGradient!.Span[..inside.Length] : inside;
        int index = FiniteScan.IndexOf(given);
        if (index >= 0)
        {
            (int sample, int position) = Math.DivRem(index, _layout.OutputLength);
            throw new InvalidOperationException($"OutputGradient holds {given[index]} at position {position} of sample {sample}; every value must be finite.");
        }

        if (_gradientIsOut)
        {
            SessionMemory.TakeIn(_team.Alone, _count, given, inside, _layout.OutputLength, _layout.OutputPixels);
        }
    }

    private bool IsFinite(ReadOnlySpan<float> values)
    {
        if (_team.Threads == 1 || values.Length < AloneLength)
        {
            return FiniteScan.IsFinite(values);
        }

        fixed (float* source = values)
        {
            _source = source;
            _sourceLength = values.Length;
            _sourceIsBad = 0;
            try
            {
                _team.Run(_scanWork);
            }
            finally
            {
                _source = null;
            }
        }

        return _sourceIsBad == 0;
    }

    private void ScanWork(in Part part)
    {
        (int start, int end) = part.Range(_sourceLength, 1024);
        if (!FiniteScan.IsFinite(new ReadOnlySpan<float>(_source + start, end - start)))
        {
            Volatile.Write(ref _sourceIsBad, 1);
        }
    }

    private void ForwardWork(in Part part)
    {
        Span<float> inside = Samples(_layout.InputOffset, _layout.InputLength);
        if (!_replays)
        {
            SessionMemory.TakeIn(part, _count, new ReadOnlySpan<float>(_source, _sourceLength), inside, _layout.InputLength, _layout.InputPixels);
            if (_withLoss)
            {
                TakeAnswers(part);
            }
        }

        KeepInput(part, inside);
        part.Sync();
        ForwardPass(part);
        part.Sync();
        if (_withLoss)
        {
            LossPass(part);
        }
        else
        {
            Clear(part, Samples(_layout.OutputGradientOffset, _layout.OutputLength));
        }
    }

    private void BackwardWork(in Part part)
    {
        if (_clearsGradients)
        {
            Clear(part, GradientValues);
        }

        if (_transposes)
        {
            TransposePass(part);
        }

        part.Sync();
        BackwardPass(part);
    }

    private static void Clear(in Part part, Span<float> values)
    {
        (int start, int end) = part.Range(values.Length, 1024);
        values[start..end].Clear();
    }
}
