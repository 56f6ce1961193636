using System.Globalization;

namespace Espalier;

/// <summary>
/// Training of a network: its own memory, workers, optimizer state and random state. A step is Forward, Backward and
/// Update, each of which can be called alone; several Forward and Backward pairs before an Update add up their
/// gradients. Nothing is allocated by a step. One thread at a time uses a session.
/// </summary>
public abstract unsafe partial class TrainingSession : ITraining
{
    // Below this many floats one thread checks the input faster than a team starts.
    private const int AloneLength = 32 * 1024;

    private readonly Network _network;
    private readonly SessionLayout _layout;
    private readonly SessionMemory _memory;
    private readonly WorkerTeam _team;
    private readonly FrozenSet _frozen;
    private readonly PartAction _forwardWork;
    private readonly PartAction _backwardWork;
    private readonly PartAction _updateWork;
    private readonly PartAction _scanWork;

    private int _count;
    private bool _awaitsBackward;
    private bool _hasInputGradient;
    private bool _outputIsOut;
    private bool _gradientIsOut;
    private int _backwards;
    private float _learningRate;
    private bool _disposed;

    /// <summary>Starts a session; called by generated code.</summary>
    /// <param name="network">The network that <see cref="Publish"/> writes to.</param>
    /// <param name="parameters">The parameters to train: the network's own, or a copy.</param>
    /// <param name="optimizer">The optimizer's settings.</param>
    /// <param name="batchSize">The most samples of one step, at least 1.</param>
    /// <param name="threads">Workers, the calling thread among them, from 1 to 256.</param>
    /// <param name="seed">Fixes what is random in training.</param>
    /// <param name="layout">The memory plan.</param>
    /// <exception cref="ArgumentException">The parameters belong to another architecture, or the plan does not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the memory for <paramref name="batchSize"/> cannot be had.</exception>
    protected TrainingSession(Network network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, int seed, in SessionLayout layout)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(optimizer);
        NetworkParameters.CheckSame(network.Description, parameters.Description, nameof(parameters));
        CheckMinimizer(optimizer);
        if (batchSize < layout.MinimumSamples || batchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"batchSize is {batchSize}; {network.Description.Name} trains on at least {Math.Max(1, layout.MinimumSamples)} samples at a time.");
        }

        _network = network;
        _layout = layout;
        Parameters = parameters;
        Optimizer = optimizer;
        BatchSize = batchSize;
        _seed = seed;
        LearningRate = optimizer.LearningRate;
        _penalties = layout.PenaltyBlocks > 0 ? new double[layout.PenaltyBlocks] : [];
        _memory = new SessionMemory(network.Description, layout, optimizer, batchSize);
        Gradients = new Gradients(network.Description);
        _frozen = new FrozenSet(network.Description);
        _plan = new UpdatePlan(network.Description, optimizer);
        _plan.Rebuild(_frozen, _groups);
        if (optimizer is Lbfgs settings)
        {
            _minimizer = new LbfgsMinimizer(settings, parameters, Gradients, _plan, _memory.State, _memory.StateStride);
            _keptInput = new AlignedBuffer((long)layout.InputLength * batchSize);
            _replay = Replay;
        }

        _forwardWork = ForwardWork;
        _backwardWork = BackwardWork;
        _updateWork = UpdateWork;
        _scanWork = ScanWork;
        _team = new WorkerTeam(threads, $"{network.Description.Name} training", Math.Max(layout.ScratchLength, Part.ScratchLength));
    }

    /// <summary>The network that the session was started from, and that <see cref="Publish"/> writes to.</summary>
    public INetwork Network => _network;

    /// <summary>The parameters that the session trains.</summary>
    public NetworkParameters Parameters { get; }

    /// <summary>The sum of the gradients since the last update; to be read and written before the next.</summary>
    public Gradients Gradients { get; }

    /// <summary>The optimizer's settings. Its state and the rate in force belong to the session.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The most samples of one step.</summary>
    public int BatchSize { get; }

    /// <summary>Workers, the calling thread among them.</summary>
    public int Threads => _team.Threads;

    /// <summary>Updates so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The mean loss over the last batch that came with labels or targets, weight penalties included.</summary>
    public float Loss { get; private set; }

    /// <summary>The learning rate of the updates to come; it starts as the optimizer says.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public float LearningRate
    {
        get => _learningRate;
        set
        {
            if (!float.IsFinite(value) || value < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, string.Create(CultureInfo.InvariantCulture, $"LearningRate is {value}; it must be finite and not negative."));
            }

            _learningRate = value;
        }
    }

    /// <summary>What the loss reads, for every sample of the last Forward, in PyTorch's order.</summary>
    /// <exception cref="InvalidOperationException">There was no Forward yet.</exception>
    public ReadOnlySpan<float> Output
    {
        get
        {
            if (_count == 0)
            {
                throw new InvalidOperationException("Output needs a Forward before it.");
            }

            ReadOnlySpan<float> inside = Samples(_layout.OutputOffset, _layout.OutputLength);
            if (_memory.Output is null)
            {
                return inside;
            }

            Span<float> outside = _memory.Output.Span[..inside.Length];
            if (!_outputIsOut)
            {
                SessionMemory.GiveOut(_team.Alone, _count, inside, outside, _layout.OutputLength, _layout.OutputPixels);
                _outputIsOut = true;
            }

            return outside;
        }
    }

    /// <summary>
    /// The gradient of the loss with respect to <see cref="Output"/>, in the same order, which Backward starts from.
    /// It holds what the loss gave or, after a Forward without labels or targets, zeros; it may be written.
    /// </summary>
    /// <exception cref="InvalidOperationException">No Forward waits for its Backward.</exception>
    public Span<float> OutputGradient
    {
        get
        {
            RequireForward(nameof(OutputGradient));
            _outputGradientSeen = true;
            Span<float> inside = Samples(_layout.OutputGradientOffset, _layout.OutputLength);
            if (_memory.OutputGradient is null)
            {
                return inside;
            }

            Span<float> outside = _memory.OutputGradient.Span[..inside.Length];
            if (!_gradientIsOut)
            {
                SessionMemory.GiveOut(_team.Alone, _count, inside, outside, _layout.OutputLength, _layout.OutputPixels);
                _gradientIsOut = true;
            }

            return outside;
        }
    }

    /// <summary>The gradient of the loss with respect to the input of the last Backward, in PyTorch's order.</summary>
    /// <exception cref="InvalidOperationException">The network was declared without it, or there was no Backward since the last Forward.</exception>
    public ReadOnlySpan<float> InputGradient
    {
        get
        {
            if (!_layout.InputGradient)
            {
                throw new InvalidOperationException($"{_network.Description.Name} computes no gradient of its input.");
            }

            if (!_hasInputGradient)
            {
                throw new InvalidOperationException("InputGradient needs a Backward before it.");
            }

            ReadOnlySpan<float> inside = Samples(_layout.InputGradientOffset, _layout.InputLength);
            if (_memory.InputGradient is null)
            {
                return inside;
            }

            Span<float> outside = _memory.InputGradient.Span[..inside.Length];
            SessionMemory.GiveOut(_team.Alone, _count, inside, outside, _layout.InputLength, _layout.InputPixels);
            return outside;
        }
    }

    /// <summary>Computes the outputs of a batch in training mode. The gradient of the output is then to be written before Backward.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; finite.</param>
    /// <exception cref="ArgumentException">The length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Forward(ReadOnlySpan<float> input)
    {
        int count = CountSamples(input);
        CheckFinite(input, _layout.InputLength, nameof(input));
        RunForward(input, count, withLoss: false);
    }

    /// <summary>
    /// Computes the gradients of the last Forward. The first Backward after an Update replaces what the gradients
    /// were, the later ones add to it. Running statistics take the batch in here.
    /// </summary>
    /// <exception cref="InvalidOperationException">No Forward waits for its Backward, or <see cref="OutputGradient"/> was given a value that is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Backward()
    {
        RequireForward(nameof(Backward));
        TakeOutputGradient();
        _awaitsBackward = false;

        // The statistics do not enter the transposed weights, so their new version leaves those as they are.
        bool transposed = _transposedVersion == Parameters.Version;
        CommitPass();
        if (HasRunningValues)
        {
            Parameters.Touch();
        }

        _clearsGradients = _backwards == 0;
        _transposes = !transposed;

        // Should a worker fail, the half-written sum must not reach an Update.
        int done = _backwards;
        _backwards = 0;
        _transposedVersion = -1;
        _team.Run(_backwardWork);
        _transposedVersion = Parameters.Version;
        _backwards = done + 1;
        _hasInputGradient = true;
        Gradients.Touch();
    }

    /// <summary>What remains of a step after its forward pass.</summary>
    private protected float Finish(float loss)
    {
        Backward();
        if (_minimizer is not null)
        {
            return MinimizeFrom(_replay!, loss);
        }

        Update();
        return loss;
    }

    /// <summary>The outputs of the layers that <see cref="Activation"/> gives, in the order of the forward pass.</summary>
    public ReadOnlySpan<ActivationInfo> Activations => _layout.Activations;

    /// <summary>Copies out the output of a layer, between a Forward and its Backward.</summary>
    /// <param name="name">The name of the layer.</param>
    /// <param name="destination">Takes the samples one after the other, each in PyTorch's order.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the length does not fit.</exception>
    /// <exception cref="InvalidOperationException">No Forward waits for its Backward.</exception>
    public void Activation(string name, Span<float> destination)
    {
        RequireForward(nameof(Activation));
        foreach (ActivationInfo activation in _layout.Activations)
        {
            if (activation.Name == name)
            {
                if (destination.Length != _count * (long)activation.Length)
                {
                    throw new ArgumentException($"destination has {destination.Length} floats; {name} gives {activation.Length} for each of {_count} samples.", nameof(destination));
                }

                SessionMemory.GiveOut(_team.Alone, _count, Samples(activation.Offset, activation.Length), destination, activation.Length, activation.Pixels);
                return;
            }
        }

        throw new ArgumentException($"name is '{name}'; expected one of {string.Join(", ", Array.ConvertAll(_layout.Activations, activation => activation.Name))}.", nameof(name));
    }

    /// <summary>
    /// Gives the network a copy of the parameters as they are now. Prediction on other threads goes over to them at
    /// its next call, and never sees half an update. The copy is allocated.
    /// </summary>
    public void Publish() => _network.Swap(Parameters.Copy());

    /// <summary>Ends the workers and waits for them.</summary>
    public void Dispose()
    {
        _disposed = true;
        _team.Dispose();
        GC.SuppressFinalize(this);
    }
}
