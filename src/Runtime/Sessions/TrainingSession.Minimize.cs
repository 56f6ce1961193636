namespace Espalier;

// Steps that evaluate the loss several times on the same batch.
public abstract unsafe partial class TrainingSession
{
    private readonly LbfgsMinimizer? _minimizer;
    private readonly AlignedBuffer[] _keptInputs = [];
    private readonly Func<float>? _replay;
    private bool _replays;

    /// <summary>
    /// A step of <see cref="Lbfgs"/> on a loss of one's own: on more samples than fit a batch, say, or without a declared
    /// loss. Step does the same on a single batch.
    /// </summary>
    /// <param name="evaluate">
    /// Runs Forward and Backward, once or more often, and gives the loss whose gradients have come together: the same
    /// function of the parameters at every call. It is called as often as the search asks.
    /// </param>
    /// <returns>The loss before the step; <see cref="Loss"/> is the one after it.</returns>
    /// <exception cref="InvalidOperationException">The session has another optimizer, or <paramref name="evaluate"/> ran no Backward.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite before the step. The parameters are unchanged.</exception>
    /// <exception cref="NonFiniteGradientException">A gradient is not finite before the step. The parameters are unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public float Minimize(Func<float> evaluate)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_minimizer is null)
        {
            throw new InvalidOperationException($"Minimize needs an optimizer that evaluates the loss several times: expected Lbfgs, found {Optimizer.GetType().Name}.");
        }

        return MinimizeFrom(
            () =>
            {
                _backwards = 0;
                float loss = evaluate();
                return _backwards > 0 ? loss : throw new InvalidOperationException("evaluate ran no Backward; it must leave the gradients of the loss that it gives.");
            },
            first: null);
    }

    private float MinimizeFrom(Func<float> evaluate, float? first)
    {
        _minimizer!.Rate = _learningRate;
        try
        {
            (float before, float after) = _minimizer.Minimize(evaluate, first);
            GradientNorm = Gradients.Norm();
            Loss = after;
            Steps++;
            return before;
        }
        finally
        {
            _awaitsBackward = false;
            _backwards = 0;
        }
    }

    // The passes overwrite the input, which a further evaluation needs again.
    private float Replay()
    {
        _backwards = 0;
        _replays = true;
        try
        {
            float loss = RunForward(_count, withLoss: true);
            Backward();
            return loss;
        }
        finally
        {
            _replays = false;
        }
    }

    private void KeepInputs(in Part part)
    {
        for (int i = 0; i < _keptInputs.Length; i++)
        {
            InputPlace place = _layout.Inputs[i];
            Span<float> input = Samples(place.Offset, place.Length), kept = _keptInputs[i].Span[..input.Length];
            (int start, int end) = part.Range(input.Length, 1024);
            if (_replays)
            {
                kept[start..end].CopyTo(input[start..]);
            }
            else
            {
                input[start..end].CopyTo(kept[start..]);
            }
        }
    }

    private static void CheckMinimizer(Optimizer optimizer)
    {
        if (optimizer is Lbfgs && (optimizer.WeightDecay > 0 || optimizer.Clip != Clipping.None))
        {
            throw new ArgumentException("Lbfgs minimises the loss as it is: WeightDecay must be 0 and Clip must be Clipping.None.", nameof(optimizer));
        }
    }
}
