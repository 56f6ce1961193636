namespace Espalier;

// How the optimizer moves the parameters: groups, clipping, and gradients that are not finite.
public abstract unsafe partial class TrainingSession
{
    // Gradients that have been clipped are still in the nearest cache when the optimizer reads them.
    private const int ClippedAtOnce = 4096;

    private readonly UpdatePlan _plan;
    private ParameterGroup[] _groups = [];

    /// <summary>
    /// Tensors with a rate or a weight decay of their own. The first group that names a tensor decides on it; tensors that
    /// none names follow the optimizer's settings. May be set between any two steps, and is saved with the session.
    /// </summary>
    /// <exception cref="ArgumentException">A group names nothing trainable.</exception>
    /// <exception cref="InvalidOperationException">The optimizer is <see cref="Lbfgs"/>, which knows no groups.</exception>
    public IReadOnlyList<ParameterGroup> Groups
    {
        get => _groups;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ParameterGroup[] groups = [.. value];
            if (_minimizer is not null && groups.Length > 0)
            {
                throw new InvalidOperationException("Lbfgs moves all parameters along one line, and so knows no groups.");
            }

            foreach (ParameterGroup group in groups)
            {
                ArgumentNullException.ThrowIfNull(group, nameof(value));
                NamePattern.Require(group.Pattern, _network.Description, nameof(value));
            }

            _groups = groups;
            _plan.Rebuild(_frozen, _groups);
        }
    }

    /// <summary>The Euclidean norm over all gradients that the last Update took, before they were clipped; 0 before the first.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>
    /// Lets the optimizer move the parameters by the gradients of all Backwards since the last Update, clipped as its
    /// settings say.
    /// </summary>
    /// <exception cref="InvalidOperationException">There was no Backward since the last Update, or the optimizer is <see cref="Lbfgs"/>.</exception>
    /// <exception cref="NonFiniteGradientException">A gradient is not finite. The parameters and the optimizer's state are unchanged, and the gradients are given up.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Update()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_backwards == 0)
        {
            throw new InvalidOperationException("Update needs a Backward since the last Update.");
        }

        if (_minimizer is not null)
        {
            throw new InvalidOperationException("Lbfgs takes no single updates: use Step, or Minimize, which evaluate the loss as often as the search asks.");
        }

        _awaitsBackward = false;
        _backwards = 0;
        try
        {
            _team.Run(_updateWork);
        }
        finally
        {
            Parameters.Touch();
        }

        RequireFiniteGradients();
        Steps++;
    }

    /// <summary>Keeps tensors as they are in the updates to come.</summary>
    /// <param name="name">
    /// The name of a tensor in files, such as <c>conv1.weight</c>, or of a layer, such as <c>Conv1</c>; <c>*</c> stands for
    /// any characters, so that <c>layer1.*</c> is all of a block.
    /// </param>
    /// <exception cref="ArgumentException">Nothing trainable has that name.</exception>
    public void Freeze(string name) => SetFrozen(name, true);

    /// <summary>Undoes <see cref="Freeze"/>.</summary>
    /// <param name="name">The name of a tensor or of a layer, or a pattern.</param>
    /// <exception cref="ArgumentException">Nothing trainable has that name.</exception>
    public void Unfreeze(string name) => SetFrozen(name, false);

    private void SetFrozen(string name, bool frozen)
    {
        _frozen.Set(name, frozen);
        _plan.Rebuild(_frozen, _groups);
        _minimizer?.Forget();
    }

    private void RequireFiniteGradients()
    {
        if (!double.IsFinite(GradientNorm))
        {
            (TensorInfo tensor, int index) = _plan.FindNonFinite(Gradients.Values);
            throw new NonFiniteGradientException(tensor.Name, Gradients.Values[index]);
        }
    }

    private void UpdateWork(in Part part)
    {
        (int from, int to) = part.Range(_plan.Blocks);
        _plan.SumSquares(Gradients.Values, from, to);
        part.Sync();

        // Every worker adds up the same blocks in the same order, and comes to the same norm.
        double norm = _plan.Norm(Gradients.Values);
        if (part.Index == 0)
        {
            GradientNorm = norm;
        }

        // A worker that clips in the careful case would change what another still sums.
        part.Sync();
        if (!double.IsFinite(norm))
        {
            return;
        }

        float factor = Optimizer.Clip.Factor(norm);
        float most = Optimizer.Clip.MaximumValue;
        bool clips = factor != 1 || most != float.MaxValue;
        foreach (UpdateRange range in _plan.Ranges)
        {
            (int start, int length) = UpdatePlan.Cut(range, from, to);
            int atOnce = clips ? ClippedAtOnce : Math.Max(1, length);
            for (int end = start + length; start < end; start += atOnce)
            {
                int count = Math.Min(atOnce, end - start);
                if (clips)
                {
                    GradientClip.Run(Gradients.Storage.Slice(start, count), factor, most);
                }

                Optimizer.Apply(new ParameterUpdate(
                    Parameters.Storage.Slice(start, count),
                    Gradients.Values.Slice(start, count),
                    Optimizer.StateSlots > 0 ? _memory.State.Span[start..] : [],
                    _memory.StateStride,
                    _learningRate * range.RateFactor,
                    range.WeightDecay,
                    Steps + 1));
            }
        }
    }
}
