namespace Espalier;

/// <summary>
/// A network that predicts: parameters, which it may share, and memory for the values between its layers, which it
/// does not. One thread at a time uses it; <see cref="Swap"/> alone may be called from another.
/// </summary>
public abstract unsafe class Network : INetwork
{
    private readonly AlignedBuffer _memory;
    private readonly int _arenaLength;
    private readonly int _blockSize;
    private readonly int _inputLength;
    private readonly int _outputLength;
    private readonly Part _part;
    private NetworkParameters _parameters;

    /// <summary>Makes a network around parameters.</summary>
    /// <param name="description">The network's shapes and tensors.</param>
    /// <param name="parameters">Its parameters, shared from here on.</param>
    /// <param name="arenaLength">Floats that <see cref="Forward"/> needs for a block of samples.</param>
    /// <param name="blockSize">Samples in a block.</param>
    /// <param name="scratchLength">Floats of scratch memory that its kernels need, at least <see cref="Part.ScratchLength"/>.</param>
    /// <exception cref="ArgumentException">The parameters belong to another architecture.</exception>
    protected Network(NetworkDescription description, NetworkParameters parameters, int arenaLength, int blockSize, int scratchLength = Part.ScratchLength)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegative(arenaLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratchLength, Part.ScratchLength);
        NetworkParameters.CheckSame(description, parameters.Description, nameof(parameters));
        Description = description;
        _parameters = parameters;
        _arenaLength = arenaLength;
        _blockSize = blockSize;
        _inputLength = description.InputLength;
        _outputLength = description.OutputLength;
        long scratch = AlignedBuffer.RoundUp(arenaLength);
        _memory = new AlignedBuffer(scratch + scratchLength);
        _part = new Part(0, 1, _memory.Pointer + scratch, null, scratchLength);
    }

    /// <inheritdoc/>
    public NetworkDescription Description { get; }

    /// <inheritdoc/>
    public NetworkParameters Parameters => Volatile.Read(ref _parameters);

    /// <summary>The size of nearly equal blocks, none above the block size, that give each worker as many as the others.</summary>
    internal int BlockOf(int samples, int workers)
    {
        int rounds = (samples + (_blockSize * workers) - 1) / (_blockSize * workers);
        return (samples + (rounds * workers) - 1) / (rounds * workers);
    }

    /// <summary>Memory for the values between the layers, of undefined content.</summary>
    protected Span<float> Arena => _memory.Span[.._arenaLength];

    /// <summary>The only worker there is in prediction.</summary>
    protected Part Part => _part;

    /// <summary>Computes the output for one sample or many, without allocating.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order: (features), or (channels, height, width).</param>
    /// <param name="output">Takes the outputs, one after the other; must not overlap <paramref name="input"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit the network's shapes, or the spans overlap.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        NetworkParameters parameters = Volatile.Read(ref _parameters);
        if (input.Length == _inputLength && output.Length == _outputLength && !input.Overlaps(output))
        {
            Forward(parameters, 1, input, output);
        }
        else
        {
            int samples = CountSamples(input, output);
            int size = BlockOf(samples, 1);
            for (int start = 0; start < samples; start += size)
            {
                PredictBlock(parameters, start, Math.Min(size, samples - start), input, output);
            }
        }

        // The part points into memory that the collector must not take while a kernel runs.
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Replaces the parameters. The next call of <see cref="Predict"/> uses them; one that runs meanwhile on another
    /// thread ends with the old ones. Neither waits for the other.
    /// </summary>
    /// <param name="parameters">Parameters of the same architecture, shared from here on.</param>
    /// <exception cref="ArgumentException">The parameters belong to another architecture.</exception>
    public void Swap(NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        NetworkParameters.CheckSame(Description, parameters.Description, nameof(parameters));
        _ = parameters.Prepared;
        Volatile.Write(ref _parameters, parameters);
    }

    /// <summary>Starts persistent workers that share the samples of each call.</summary>
    /// <param name="batchSize">The most samples of one call, at least 1.</param>
    /// <param name="threads">Workers, the calling thread among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or there are more than 256 threads.</exception>
    public PredictionSession StartPrediction(int batchSize, int threads) => new(this, batchSize, threads);

    /// <summary>Saves the parameters; the file is whole or, where saving fails, what it was before.</summary>
    /// <param name="path">The file, in the safetensors format.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => Parameters.Save(path);

    /// <summary>Writes the parameters to a stream, in the safetensors format.</summary>
    /// <param name="stream">A stream that can be written; it stays open.</param>
    public void Save(Stream stream) => Parameters.Save(stream);

    /// <summary>The parameters in the safetensors format.</summary>
    public byte[] ToBytes() => Parameters.ToBytes();

    internal Network NewReplica() => Replicate();

    internal int CountSamples(ReadOnlySpan<float> input, ReadOnlySpan<float> output)
    {
        int samples = input.Length / _inputLength;
        if (samples == 0 || samples * (long)_inputLength != input.Length)
        {
            throw new ArgumentException($"input has {input.Length} floats; {Description.Name} takes {Shapes.Text(Description.InputShape)} = {_inputLength} a sample, one sample or more.", nameof(input));
        }

        if (output.Length != samples * (long)_outputLength)
        {
            throw new ArgumentException($"output has {output.Length} floats; {samples} samples of {Shapes.Text(Description.OutputShape)} need {samples * (long)_outputLength}.", nameof(output));
        }

        if (input.Overlaps(output))
        {
            throw new ArgumentException("output overlaps input; it needs memory of its own.", nameof(output));
        }

        return samples;
    }

    internal void PredictBlock(NetworkParameters parameters, int start, int count, ReadOnlySpan<float> input, Span<float> output)
    {
        Forward(parameters, count, input.Slice(start * _inputLength, count * _inputLength), output.Slice(start * _outputLength, count * _outputLength));
        GC.KeepAlive(this);
    }

    /// <summary>Computes a block of samples; written by the compiler.</summary>
    /// <param name="parameters">The parameters to use.</param>
    /// <param name="count">Samples, from 1 to the block size.</param>
    /// <param name="input">The samples in PyTorch's order.</param>
    /// <param name="output">Takes the outputs in PyTorch's order; does not overlap the input.</param>
    protected abstract void Forward(NetworkParameters parameters, int count, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>A network of the same class on the same parameters, with memory of its own.</summary>
    protected abstract Network Replicate();

    /// <summary>The index of the first largest value.</summary>
    /// <param name="values">One value or more.</param>
    protected static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
            {
                best = i;
            }
        }

        return best;
    }
}
