namespace Espalier.Training;

/// <summary>
/// Stops where the validation loss has not become smaller for some epochs, and gives back the parameters that were the
/// best. Without a validation set it looks at the training loss.
/// </summary>
public sealed class EarlyStopping : Callback
{
    private readonly int _patience;
    private readonly float _threshold;
    private readonly bool _restores;
    private NetworkParameters? _best;
    private int _waited;

    /// <summary>Stops with some patience.</summary>
    /// <param name="patience">Epochs without a smaller loss that are borne, at least 1.</param>
    /// <param name="threshold">By how much a loss must be smaller to count, at least 0.</param>
    /// <param name="restore">Whether the run ends with the best parameters rather than the last ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public EarlyStopping(int patience, float threshold = 0, bool restore = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        _patience = patience;
        _threshold = float.IsFinite(threshold) && threshold >= 0 ? threshold : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, FormattableString.Invariant($"The threshold is {threshold}; expected a finite number of at least 0."));
        _restores = restore;
    }

    /// <summary>The smallest loss so far.</summary>
    public float BestLoss { get; private set; } = float.PositiveInfinity;

    /// <summary>Its epoch, from 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnFitStart(FitState state)
    {
        _best = state.Session.Parameters.Copy();
        BestLoss = float.PositiveInfinity;
        BestEpoch = 0;
        _waited = 0;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitState state)
    {
        EpochRecord epoch = state.History.Epochs[^1];
        if (state.History.Epochs.Count > 1 && state.History.Epochs[0].Validation is not null && epoch.Validation is null)
        {
            // The epoch was cancelled: its training loss says nothing beside validation losses.
            return;
        }

        float loss = epoch.Validation?.Loss ?? epoch.Loss;
        if (loss < BestLoss - _threshold)
        {
            BestLoss = loss;
            BestEpoch = epoch.Epoch;
            _waited = 0;
            _best!.CopyFrom(state.Session.Parameters);
        }
        else if (++_waited >= _patience)
        {
            state.Stop();
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(FitState state)
    {
        if (_restores && BestEpoch > 0)
        {
            state.Session.Parameters.CopyFrom(_best!);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(BestLoss);
        writer.Write(BestEpoch);
        writer.Write(_waited);
        ParameterBytes.Write(writer, _best!);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        BestLoss = reader.ReadSingle();
        BestEpoch = reader.ReadInt32();
        _waited = reader.ReadInt32();
        ParameterBytes.Read(reader, _best!);
    }
}
