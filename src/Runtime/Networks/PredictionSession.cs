using System.Numerics;

namespace Espalier;

/// <summary>
/// Prediction over several threads: persistent workers share the samples of a call in blocks. The results are those of
/// <see cref="Network.Predict"/>, bit for bit. One thread at a time calls it.
/// </summary>
public unsafe class PredictionSession : IDisposable
{
    private readonly Network _network;
    private readonly Network[] _replicas;
    private readonly WorkerTeam _team;
    private readonly PartAction _work;

    private NetworkParameters? _parameters;
    private float* _input;
    private float* _output;
    private int _samples;
    private int _next;

    // Several inputs and outputs are gathered here.
    private readonly float[] _inputs;
    private readonly float[] _outputs;

    /// <summary>Starts the workers; called by generated code and by <see cref="Network.StartPrediction"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">The most samples of one call, at least 1.</param>
    /// <param name="threads">Workers, the calling thread among them, from 1 to 256.</param>
    /// <param name="gathers">Whether inputs and outputs are given one by one: they are then gathered in memory of the session.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    protected internal PredictionSession(Network network, int batchSize, int threads, bool gathers = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (batchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"batchSize is {batchSize}; expected at least 1.");
        }

        WorkerTeam.CheckThreads(threads);
        _network = network;
        BatchSize = batchSize;
        _inputs = gathers ? new float[batchSize * (long)network.Description.InputLength] : [];
        _outputs = gathers ? new float[batchSize * (long)network.Description.OutputLength] : [];
        _replicas = new Network[threads];
        for (int i = 0; i < threads; i++)
        {
            _replicas[i] = network.NewReplica();
        }

        _work = Work;
        _team = new WorkerTeam(threads, $"{network.Description.Name} prediction");
    }

    /// <summary>The most samples of one call.</summary>
    public int BatchSize { get; }

    /// <summary>Workers, the calling thread among them.</summary>
    public int Threads => _team.Threads;

    /// <summary>Computes the outputs of up to <see cref="BatchSize"/> samples with the network's present parameters, without allocating.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; of several inputs, all samples of one after all of the other.</param>
    /// <param name="output">Takes the outputs in the same way; must not overlap <paramref name="input"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit, there are too many samples, or the spans overlap.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        int samples = _network.CountSamples(input, output);
        if (samples > BatchSize)
        {
            throw new ArgumentException($"input holds {samples} samples; this session takes at most {BatchSize} at a time.", nameof(input));
        }

        _parameters = _network.Parameters;
        _ = _parameters.Prepared;
        _samples = samples;
        _next = 0;
        fixed (float* inputs = input, outputs = output)
        {
            _input = inputs;
            _output = outputs;
            try
            {
                _team.Run(_work);
            }
            finally
            {
                _input = null;
                _output = null;
                _parameters = null;
            }
        }
    }

    /// <summary>Ends the workers and waits for them.</summary>
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The number of samples in the first of several inputs.</summary>
    /// <typeparam name="T">What they consist of.</typeparam>
    /// <param name="input">The samples.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">The length does not fit, or there are too many samples.</exception>
    protected int CountSamples<T>(ReadOnlySpan<T> input, string argument)
        where T : unmanaged
    {
        int samples = Network.CountSamples(_network.Description, input.Length, argument);
        return samples <= BatchSize
            ? samples
            : throw new ArgumentException($"{argument} holds {samples} samples; this session takes at most {BatchSize} at a time.", argument);
    }

    /// <summary>Copies one of several inputs to where <see cref="Run"/> reads it.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">Its samples.</param>
    /// <param name="samples">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples.</exception>
    protected void TakeInput(int index, ReadOnlySpan<float> input, int samples, string argument)
    {
        NetworkDescription description = _network.Description;
        Network.CheckLength(description.Inputs[index], input.Length, samples, argument);
        input.CopyTo(_inputs.AsSpan(Network.Place(description.Inputs, index, samples).Offset));
    }

    /// <summary>Checks tokens or lengths and converts them to where <see cref="Run"/> reads them.</summary>
    /// <typeparam name="T">The integers in which they come.</typeparam>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">Its samples.</param>
    /// <param name="samples">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is none of the vocabulary, or a length none of the sequence.</exception>
    protected void TakeWhole<T>(int index, ReadOnlySpan<T> input, int samples, string argument)
        where T : unmanaged, IBinaryInteger<T>
    {
        NetworkDescription description = _network.Description;
        Network.CheckLength(description.Inputs[index], input.Length, samples, argument);
        WholeNumbers.Check(description.Inputs[index], input, argument);
        WholeNumbers.Take(input, _inputs.AsSpan(Network.Place(description.Inputs, index, samples).Offset, input.Length));
    }

    /// <summary>Checks the length of one of several outputs.</summary>
    /// <param name="index">The number of the output.</param>
    /// <param name="output">Where its samples go.</param>
    /// <param name="samples">How many there must be.</param>
    /// <param name="argument">What the caller calls it.</param>
    /// <exception cref="ArgumentException">It holds more or fewer samples.</exception>
    protected void CheckOutput(int index, ReadOnlySpan<float> output, int samples, string argument) =>
        Network.CheckLength(_network.Description.Outputs[index], output.Length, samples, argument);

    /// <summary>Computes the outputs of the inputs that were taken.</summary>
    /// <param name="samples">How many there are.</param>
    protected void Run(int samples)
    {
        NetworkDescription description = _network.Description;
        Predict(_inputs.AsSpan(0, samples * description.InputLength), _outputs.AsSpan(0, samples * description.OutputLength));
    }

    /// <summary>Copies one of several outputs out.</summary>
    /// <param name="index">The number of the output.</param>
    /// <param name="output">Takes its samples.</param>
    /// <param name="samples">How many there are.</param>
    protected void GiveOutput(int index, Span<float> output, int samples) =>
        _outputs.AsSpan(Network.Place(_network.Description.Outputs, index, samples).Offset, output.Length).CopyTo(output);

    // Whoever is free takes the next block: a block's bits do not depend on who computes it.
    private void Work(in Part part)
    {
        Network replica = _replicas[part.Index];
        var input = new ReadOnlySpan<float>(_input, _samples * _network.Description.InputLength);
        var output = new Span<float>(_output, _samples * _network.Description.OutputLength);
        int blocks = replica.BlocksOf(_samples, Threads);
        for (int block = Take(); block < blocks; block = Take())
        {
            int start = StartOf(block);
            replica.PredictBlock(_parameters!, start, StartOf(block + 1) - start, input, output);
        }

        int Take() => Interlocked.Increment(ref _next) - 1;

        int StartOf(int block) => (int)((long)_samples * block / blocks);
    }
}
