namespace Espalier;

/// <summary>
/// Prediction over several threads: persistent workers share the samples of a call in blocks. The results are those of
/// <see cref="Network.Predict"/>, bit for bit. One thread at a time calls it.
/// </summary>
public sealed unsafe class PredictionSession : IDisposable
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

    internal PredictionSession(Network network, int batchSize, int threads)
    {
        if (batchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"batchSize is {batchSize}; expected at least 1.");
        }

        WorkerTeam.CheckThreads(threads);
        _network = network;
        BatchSize = batchSize;
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
    /// <param name="input">Samples one after the other, each in PyTorch's order.</param>
    /// <param name="output">Takes the outputs, one after the other; must not overlap <paramref name="input"/>.</param>
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
    public void Dispose() => _team.Dispose();

    // Whoever is free takes the next block: a block's bits do not depend on who computes it.
    private void Work(in Part part)
    {
        Network replica = _replicas[part.Index];
        var input = new ReadOnlySpan<float>(_input, _samples * _network.Description.InputLength);
        var output = new Span<float>(_output, _samples * _network.Description.OutputLength);
        int size = replica.BlockOf(_samples, Threads);
        while (true)
        {
            long start = (long)(Interlocked.Increment(ref _next) - 1) * size;
            if (start >= _samples)
            {
                return;
            }

            replica.PredictBlock(_parameters!, (int)start, (int)Math.Min(size, _samples - start), input, output);
        }
    }
}
