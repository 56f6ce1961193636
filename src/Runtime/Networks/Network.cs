using System.Numerics;

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

    // Tokens and lengths of a block, as the layers read them; one input after the other.
    private readonly float[] _whole;
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
        _whole = description.HasWholeInputs ? new float[checked(blockSize * description.InputLength)] : [];
    }

    /// <inheritdoc/>
    public NetworkDescription Description { get; }

    /// <inheritdoc/>
    public NetworkParameters Parameters => Volatile.Read(ref _parameters);

    /// <summary>The number of nearly equal blocks, none above the block size, that give each worker as many as the others.</summary>
    internal int BlocksOf(int samples, int workers) =>
        Math.Min(samples, workers * (int)((samples + ((long)_blockSize * workers) - 1) / ((long)_blockSize * workers)));

    /// <summary>The size of nearly equal blocks of so many samples, none above the block size.</summary>
    /// <param name="samples">The samples of a call, at least 1.</param>
    protected int BlockOf(int samples)
    {
        int blocks = BlocksOf(samples, 1);
        return (samples + blocks - 1) / blocks;
    }

    /// <summary>Memory for the values between the layers, of undefined content.</summary>
    protected Span<float> Arena => _memory.Span[.._arenaLength];

    /// <summary>The only worker there is in prediction.</summary>
    protected Part Part => _part;

    /// <summary>Computes the output for one sample or many, without allocating.</summary>
    /// <param name="input">
    /// Samples one after the other, each in PyTorch's order: (features), or (channels, height, width). Of several inputs,
    /// all samples of the first, then all of the second, and so on.
    /// </param>
    /// <param name="output">Takes the outputs in the same way; must not overlap <paramref name="input"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit the network's shapes, the spans overlap, or a token is none of the vocabulary.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        NetworkParameters parameters = Volatile.Read(ref _parameters);
        if (input.Length == _inputLength && output.Length == _outputLength && !input.Overlaps(output) && _whole.Length == 0)
        {
            Forward(parameters, 1, input, output);
        }
        else
        {
            int samples = CountSamples(input, output);
            int size = BlockOf(samples);
            for (int start = 0; start < samples; start += size)
            {
                ForwardBlock(parameters, start, Math.Min(size, samples - start), input, output);
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
            throw new ArgumentException($"input has {input.Length} floats; {Description.Name} takes {Shapes.Text(Description.Inputs)} = {_inputLength} a sample, one sample or more.", nameof(input));
        }

        if (output.Length != samples * (long)_outputLength)
        {
            throw new ArgumentException($"output has {output.Length} floats; {samples} samples of {Shapes.Text(Description.Outputs)} need {samples * (long)_outputLength}.", nameof(output));
        }

        if (input.Overlaps(output))
        {
            throw new ArgumentException("output overlaps input; it needs memory of its own.", nameof(output));
        }

        CheckWhole(input, samples);
        return samples;
    }

    /// <summary>Checks the inputs of tokens and lengths among all samples of all inputs.</summary>
    private void CheckWhole(ReadOnlySpan<float> input, int samples)
    {
        if (!Description.HasWholeInputs)
        {
            return;
        }

        int start = 0;
        foreach (NamedShape shape in Description.Inputs)
        {
            if (shape.IsWhole)
            {
                WholeNumbers.Check(shape, input.Slice(start, samples * shape.Length), Description.Inputs.Length == 1 ? nameof(input) : shape.Name);
            }

            start += samples * shape.Length;
        }
    }

    internal void PredictBlock(NetworkParameters parameters, int start, int count, ReadOnlySpan<float> input, Span<float> output)
    {
        ForwardBlock(parameters, start, count, input, output);
        GC.KeepAlive(this);
    }

    /// <summary>Computes all of a few samples; written by the compiler.</summary>
    /// <param name="parameters">The parameters to use.</param>
    /// <param name="count">Samples, from 1 to the block size.</param>
    /// <param name="input">The samples in PyTorch's order.</param>
    /// <param name="output">Takes the outputs in PyTorch's order; does not overlap the input.</param>
    protected abstract void Forward(NetworkParameters parameters, int count, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Computes a block of many samples; written by the compiler where there are several inputs or outputs.</summary>
    /// <param name="parameters">The parameters to use.</param>
    /// <param name="start">The first sample of the block.</param>
    /// <param name="count">Samples, from 1 to the block size.</param>
    /// <param name="input">All samples, as <see cref="Predict"/> takes them.</param>
    /// <param name="output">Takes the outputs of all samples.</param>
    protected virtual void ForwardBlock(NetworkParameters parameters, int start, int count, ReadOnlySpan<float> input, Span<float> output) =>
        Forward(parameters, count, input.Slice(start * _inputLength, count * _inputLength), output.Slice(start * _outputLength, count * _outputLength));

    /// <summary>The part of one input that belongs to a block of samples.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="start">The first sample of the block.</param>
    /// <param name="count">Samples in the block.</param>
    /// <param name="input">All samples of all inputs, as <see cref="Predict"/> takes them.</param>
    protected ReadOnlySpan<float> InputBlock(int index, int start, int count, ReadOnlySpan<float> input)
    {
        (int offset, int length) = Place(Description.Inputs, index, input.Length / _inputLength);
        return input.Slice(offset + (start * length), count * length);
    }

    /// <summary>The part of one output that belongs to a block of samples.</summary>
    /// <param name="index">The number of the output.</param>
    /// <param name="start">The first sample of the block.</param>
    /// <param name="count">Samples in the block.</param>
    /// <param name="output">All samples of all outputs, as <see cref="Predict"/> takes them.</param>
    protected Span<float> OutputBlock(int index, int start, int count, Span<float> output)
    {
        (int offset, int length) = Place(Description.Outputs, index, output.Length / _outputLength);
        return output.Slice(offset + (start * length), count * length);
    }

    /// <summary>The number of samples in the first of several inputs.</summary>
    /// <typeparam name="T">What they consist of.</typeparam>
    /// <param name="input">The samples.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a sample's, or zero.</exception>
    protected int CountSamples<T>(ReadOnlySpan<T> input, string argument)
        where T : unmanaged => CountSamples(Description, input.Length, argument);

    /// <summary>Checks the length of a further input.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples.</param>
    /// <param name="samples">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples.</exception>
    protected void CheckInput(int index, ReadOnlySpan<float> input, int samples, string argument) =>
        CheckLength(Description.Inputs[index], input.Length, samples, argument);

    /// <summary>Checks an input of tokens or lengths.</summary>
    /// <typeparam name="T">The integers in which they come.</typeparam>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples.</param>
    /// <param name="samples">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is none of the vocabulary, or a length none of the sequence.</exception>
    protected void CheckWhole<T>(int index, ReadOnlySpan<T> input, int samples, string argument)
        where T : unmanaged, IBinaryInteger<T>
    {
        CheckLength(Description.Inputs[index], input.Length, samples, argument);
        WholeNumbers.Check(Description.Inputs[index], input, argument);
    }

    /// <summary>Converts the tokens or lengths of a block that were checked.</summary>
    /// <typeparam name="T">The integers in which they come.</typeparam>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples of the block.</param>
    /// <returns>The same numbers as the layers read them, until the next block.</returns>
    protected ReadOnlySpan<float> TakeWhole<T>(int index, ReadOnlySpan<T> input)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<float> taken = _whole.AsSpan(Place(Description.Inputs, index, _blockSize).Offset, input.Length);
        WholeNumbers.Take(input, taken);
        return taken;
    }

    /// <summary>Checks the length of an output.</summary>
    /// <param name="index">The number of the output.</param>
    /// <param name="output">Where the samples go.</param>
    /// <param name="samples">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">It holds more or fewer samples.</exception>
    protected void CheckOutput(int index, ReadOnlySpan<float> output, int samples, string argument) =>
        CheckLength(Description.Outputs[index], output.Length, samples, argument);

    /// <summary>Checks that an output has memory of its own.</summary>
    /// <param name="output">The output.</param>
    /// <param name="name">What the caller calls it.</param>
    /// <param name="other">An input or another output.</param>
    /// <param name="otherName">What the caller calls that.</param>
    /// <exception cref="ArgumentException">They overlap.</exception>
    protected static void CheckApart(ReadOnlySpan<float> output, string name, ReadOnlySpan<float> other, string otherName)
    {
        if (output.Overlaps(other))
        {
            throw new ArgumentException($"{name} overlaps {otherName}; it needs memory of its own.", name);
        }
    }

    internal static int CountSamples(NetworkDescription description, int length, string argument)
    {
        NamedShape first = description.Inputs[0];
        int samples = length / first.Length;
        return samples > 0 && samples * (long)first.Length == length
            ? samples
            : throw new ArgumentException($"{argument} has {length} {first.Unit}; {description.Name} takes {Shapes.Text(first.Shape)} = {first.Length} a sample, one sample or more.", argument);
    }

    internal static void CheckLength(NamedShape shape, int length, int samples, string argument)
    {
        if (length != samples * (long)shape.Length)
        {
            throw new ArgumentException($"{argument} has {length} {shape.Unit}; {samples} samples of {Shapes.Text(shape.Shape)} need {samples * (long)shape.Length}.", argument);
        }
    }

    /// <summary>Where an input or output starts among all samples of all of them, and the floats of a sample of it.</summary>
    internal static (int Offset, int Length) Place(ReadOnlySpan<NamedShape> shapes, int index, int samples)
    {
        int before = 0;
        foreach (NamedShape shape in shapes[..index])
        {
            before += shape.Length;
        }

        return (before * samples, shapes[index].Length);
    }

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
