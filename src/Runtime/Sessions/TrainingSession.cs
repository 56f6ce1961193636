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
    private readonly PartAction _takeWork;

    private int _count;
    private bool _awaitsBackward;
    private bool _hasInputGradient;
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
        CheckCarries(network, optimizer, layout);
        if (batchSize < layout.MinimumSamples || batchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"batchSize is {batchSize}; {network.Description.Name} trains on at least {Math.Max(1, layout.MinimumSamples)} samples at a time.");
        }

        if (layout.InputGradient && Array.TrueForAll(network.Description.Inputs.ToArray(), input => input.IsWhole))
        {
            throw new ArgumentException($"inputGradient is true; {network.Description.Name} takes whole numbers alone, and they have no gradient.", "inputGradient");
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
            _keptInputs = Array.ConvertAll(layout.Inputs, input => new AlignedBuffer((long)input.Length * batchSize));
            _replay = Replay;
        }

        _forwardWork = ForwardWork;
        _backwardWork = BackwardWork;
        _updateWork = UpdateWork;
        _scanWork = ScanWork;
        _takeWork = TakeWork;
        _lossMeans = new float[LossInfos.Length];
        _outputIsOut = new bool[layout.Outputs.Length];
        _gradientIsOut = new bool[layout.Outputs.Length];
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

    /// <summary>What prediction gives, and the loss reads, for every sample of the last Forward, in PyTorch's order; the first of several outputs.</summary>
    /// <exception cref="InvalidOperationException">There was no Forward yet.</exception>
    public ReadOnlySpan<float> Output => OutputAt(0);

    /// <summary>
    /// The gradient of the loss with respect to <see cref="Output"/>, in the same order, which Backward starts from.
    /// It holds what the loss gave or, after a Forward without labels or targets, zeros; it may be written.
    /// </summary>
    /// <exception cref="InvalidOperationException">No Forward waits for its Backward.</exception>
    public Span<float> OutputGradient => OutputGradientAt(0);

    /// <summary>The gradient of the loss with respect to the input of the last Backward, in PyTorch's order; to the first of several inputs.</summary>
    /// <exception cref="InvalidOperationException">The network was declared without it, or there was no Backward since the last Forward.</exception>
    public ReadOnlySpan<float> InputGradient => InputGradientAt(0);

    /// <summary>One of several outputs: see <see cref="Output"/>.</summary>
    /// <param name="name">Its name in the declaration.</param>
    /// <exception cref="ArgumentException">No output has the name.</exception>
    /// <exception cref="InvalidOperationException">There was no Forward yet.</exception>
    public ReadOnlySpan<float> OutputOf(string name) => OutputAt(_network.Description.IndexOfOutput(name));

    /// <summary>The gradient of one of several outputs: see <see cref="OutputGradient"/>.</summary>
    /// <param name="name">Its name in the declaration.</param>
    /// <exception cref="ArgumentException">No output has the name.</exception>
    /// <exception cref="InvalidOperationException">No Forward waits for its Backward.</exception>
    public Span<float> OutputGradientOf(string name) => OutputGradientAt(_network.Description.IndexOfOutput(name));

    /// <summary>The gradient of one of several inputs: see <see cref="InputGradient"/>.</summary>
    /// <param name="name">Its name in the declaration.</param>
    /// <exception cref="ArgumentException">No input has the name.</exception>
    /// <exception cref="InvalidOperationException">The session does not compute it, or there was no Backward since the last Forward.</exception>
    public ReadOnlySpan<float> InputGradientOf(string name) => InputGradientAt(_network.Description.IndexOfInput(name));

    /// <summary>The mean of one loss over the last batch that came with labels or targets, before it is multiplied by its weight.</summary>
    /// <param name="name">The name of the loss in the declaration.</param>
    /// <exception cref="ArgumentException">No loss has the name.</exception>
    public float LossOf(string name)
    {
        for (int i = 0; i < LossInfos.Length; i++)
        {
            if (LossInfos[i].Name == name)
            {
                return _lossMeans[i];
            }
        }

        throw new ArgumentException($"name is '{name}'; expected one of {string.Join(", ", Array.ConvertAll(LossInfos, loss => loss.Name))}.", nameof(name));
    }

    /// <summary>Computes the outputs of a batch in training mode. The gradient of the output is then to be written before Backward.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; finite. Of several inputs, all samples of the first, then all of the second, and so on.</param>
    /// <exception cref="ArgumentException">The length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Forward(ReadOnlySpan<float> input)
    {
        int count = CheckPacked(input);
        TakePacked(input, count);
        RunForward(count, withLoss: false);
    }

    /// <summary>
    /// Forward with labels and targets in the form that any network takes, whatever it declares: all samples of the first
    /// input, then all of the second, and so on; the labels of all losses that take labels in the same way, and the targets
    /// of all others.
    /// </summary>
    /// <param name="input">The samples; finite.</param>
    /// <param name="labels">Labels; empty where no loss takes any.</param>
    /// <param name="targets">Targets; empty where no loss takes any.</param>
    /// <returns>The sum of the losses, each a mean over the samples times its weight.</returns>
    /// <exception cref="ArgumentException">A length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite. Parameters and running statistics are unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public float ForwardPacked(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets)
    {
        if (LossInfos.Length == 0)
        {
            throw new InvalidOperationException($"{_network.Description.Name} has no loss: call Forward with the input alone, and write OutputGradient.");
        }

        int count = CheckPacked(input);
        CheckAnswers(labels, targets, count);
        TakePacked(input, count);
        TakeAnswers(labels, targets, count);
        return RunForward(count, withLoss: true);
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
        TakeOutputGradients();
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
    /// <param name="loss">What the forward pass gave.</param>
    /// <returns>The same.</returns>
    protected float Finish(float loss)
    {
        Backward();
        if (_minimizer is not null)
        {
            return MinimizeFrom(_replay!, loss);
        }

        Update();
        return loss;
    }

    /// <summary>A step on an only input that was checked, when its labels or targets have been taken.</summary>
    /// <param name="input">The samples.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>The mean loss over the samples.</returns>
    private protected float StepOn(ReadOnlySpan<float> input, int count)
    {
        if (!CanStayOutside(input))
        {
            TakeInput(0, input, count);
            return Finish(Run(count));
        }

        fixed (float* given = input)
        {
            _given = given;
            try
            {
                return Finish(Run(count));
            }
            finally
            {
                _given = null;
            }
        }
    }

    // The passes may read the caller's memory where its order is that inside, unless they also write to it, or read it
    // again after the step began to change the parameters.
    private bool CanStayOutside(ReadOnlySpan<float> input)
    {
        InputPlace place = _layout.Inputs[0];
        return _minimizer is null && !SessionMemory.IsImage(place.Length, place.Pixels) && !_memory.Holds(input)
            && !input.Overlaps(Gradients.Values) && !input.Overlaps(Parameters.Values);
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
