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
    private float* _given;
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
    protected Span<float> Losses => LossesOf(0);

    /// <summary>Takes one of several losses of each sample.</summary>
    /// <param name="loss">The number of the loss.</param>
    protected Span<float> LossesOf(int loss) => _memory.LossesOf(loss, _count);

    private bool HasRunningValues => _network.Description.TrainableLength < _network.Description.ValueLength;

    /// <summary>An input of the present batch: the caller's own memory in a step that can read it there, else a copy.</summary>
    /// <param name="input">The number of the input.</param>
    protected ReadOnlySpan<float> InputOf(int input)
    {
        InputPlace place = _layout.Inputs[input];
        return _given != null ? new ReadOnlySpan<float>(_given, _count * place.Length) : Samples(place.Offset, place.Length);
    }

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

    /// <summary>Whether the backward pass adds to gradients of an earlier one, rather than being the first after an update.</summary>
    protected bool AddsToGradients => !_clearsGradients;

    /// <summary>Sets the gradients to zero before the first backward pass, save those that it overwrites; every worker runs it.</summary>
    /// <param name="part">The worker's share.</param>
    protected virtual void ClearPass(in Part part) => Clear(part, GradientValues);

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

    /// <summary>Runs the forward pass and the losses on what was taken, and gives the mean loss.</summary>
    private float RunForward(int count, bool withLoss)
    {
        _count = count;
        _withLoss = withLoss;
        _awaitsBackward = false;
        _hasInputGradient = false;
        Array.Clear(_outputIsOut);
        Array.Clear(_gradientIsOut);
        _outputGradientSeen = !withLoss;
        _forwards++;
        _team.Run(_forwardWork);
        if (withLoss)
        {
            Loss = MeanLoss();
        }

        _awaitsBackward = true;
        return Loss;
    }

    private float MeanLoss()
    {
        double total = 0;
        for (int i = 0; i < LossInfos.Length; i++)
        {
            double sum = 0;
            foreach (float value in LossesOf(i))
            {
                sum += value;
            }

            _lossMeans[i] = (float)(sum / _count);
            total += sum / _count * LossInfos[i].Weight;
        }

        double penalty = 0;
        foreach (double value in _penalties)
        {
            penalty += value;
        }

        float loss = (float)(total + penalty);
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

        int sample = -1;
        for (int i = 0; i < LossInfos.Length && sample < 0; i++)
        {
            sample = FiniteScan.IndexOf(LossesOf(i));
        }

        throw new NonFiniteLossException(loss, null, Math.Max(0, sample));
    }

    private void RequireForward(string member)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_awaitsBackward)
        {
            throw new InvalidOperationException($"{member} needs a Forward before it that no Backward or Update has followed yet.");
        }
    }

    private void ForwardWork(in Part part)
    {
        if (_keptInputs.Length > 0)
        {
            KeepInputs(part);
            part.Sync();
        }

        ForwardPass(part);
        part.Sync();
        foreach (OutputPlace output in _layout.Outputs)
        {
            if (!_withLoss || !output.HasLoss)
            {
                Clear(part, Samples(output.GradientOffset, output.Length));
            }
        }

        if (_withLoss)
        {
            LossPass(part);
        }
    }

    private void BackwardWork(in Part part)
    {
        if (_clearsGradients)
        {
            ClearPass(part);
        }

        if (_transposes)
        {
            TransposePass(part);
        }

        part.Sync();
        BackwardPass(part);
    }

    /// <summary>Zeros.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="values">What becomes zero.</param>
    protected static void Clear(in Part part, Span<float> values)
    {
        (int start, int end) = part.Range(values.Length, 1024);
        values[start..end].Clear();
    }
}
