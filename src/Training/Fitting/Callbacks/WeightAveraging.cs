namespace Espalier.Training;

/// <summary>
/// Averages the parameters of a run: over all later steps, weighted less the older they are (EMA), or evenly over some
/// of them (SWA: Izmailov et al., 2018). The average often does better than the last parameters. Running statistics of
/// batch norms are averaged alike.
/// </summary>
/// <example><code>
/// WeightAveraging average = WeightAveraging.Exponential(.999f);
/// new Trainer(session) { Callbacks = [average] }.Fit(training);
/// var averaged = new DigitNet(average.Parameters);
/// </code></example>
public sealed class WeightAveraging : Callback
{
    private readonly float _decay;
    private readonly double _from;
    private readonly long? _every;
    private NetworkParameters? _average;

    private WeightAveraging(float decay, double from, long? every)
    {
        _decay = decay;
        _from = from;
        _every = every;
    }

    /// <summary>The average so far.</summary>
    /// <exception cref="InvalidOperationException">No run has started.</exception>
    public NetworkParameters Parameters => _average ?? throw new InvalidOperationException("There is no average before a run has started.");

    /// <summary>How many moments the average is over.</summary>
    public long Count { get; private set; }

    /// <summary>An exponential moving average over the steps: <c>average ← decay·average + (1 − decay)·parameters</c>, with a smaller decay (1 + n)/(10 + n) at first.</summary>
    /// <param name="decay">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of range.</exception>
    public static WeightAveraging Exponential(float decay = .999f) => decay is > 0 and < 1
        ? new WeightAveraging(decay, 0, 1)
        : throw new ArgumentOutOfRangeException(nameof(decay), decay, FormattableString.Invariant($"The decay is {decay}; expected a number above 0 and below 1."));

    /// <summary>The mean over the later part of a run.</summary>
    /// <param name="from">The share of the run that is over when averaging begins, at least 0 and below 1.</param>
    /// <param name="everySteps">Steps between the moments averaged; unset, the ends of epochs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static WeightAveraging Mean(double from = .75, long? everySteps = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everySteps ?? 1, 1, nameof(everySteps));
        return from is >= 0 and < 1
            ? new WeightAveraging(0, from, everySteps)
            : throw new ArgumentOutOfRangeException(nameof(from), from, FormattableString.Invariant($"from is {from}; expected a number of at least 0 and below 1."));
    }

    /// <inheritdoc/>
    public override void OnFitStart(FitState state)
    {
        _average = state.Session.Parameters.Copy();
        Count = 0;
    }

    /// <inheritdoc/>
    public override void OnStep(FitState state)
    {
        if (_every is long every && state.Step % every == 0)
        {
            Add(state);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitState state)
    {
        if (_every is null)
        {
            Add(state);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Count);
        ParameterBytes.Write(writer, Parameters);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Count = reader.ReadInt64();
        ParameterBytes.Read(reader, Parameters);
    }

    private void Add(FitState state)
    {
        if (state.Step < _from * state.Steps)
        {
            return;
        }

        Count++;
        float share = _decay > 0 ? 1 - Math.Min(_decay, (1f + Count) / (10f + Count)) : 1f / Count;
        FloatLoops.Approach(share, state.Session.Parameters.Values, _average!.Storage);
        _average.Touch();
    }
}
