namespace Espalier.Training;

/// <summary>
/// Keeps the parameters at the end of each cycle of <see cref="LearningRateSchedule.CosineCycles"/>, for an ensemble
/// that costs one run.
/// </summary>
public sealed class Snapshots : Callback
{
    private readonly int _cycles;
    private readonly List<NetworkParameters> _parameters = [];
    private NetworkDescription? _description;

    /// <summary>Keeps one set of parameters per cycle.</summary>
    /// <param name="cycles">The cycles of the schedule, at least 1.</param>
    public Snapshots(int cycles)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cycles, 1);
        _cycles = cycles;
    }

    /// <summary>The parameters at the end of each cycle so far.</summary>
    public IReadOnlyList<NetworkParameters> Parameters => _parameters;

    /// <inheritdoc/>
    public override void OnFitStart(FitState state)
    {
        _parameters.Clear();
        _description = state.Session.Parameters.Description;
    }

    /// <inheritdoc/>
    public override void OnStep(FitState state)
    {
        long length = (state.Steps + _cycles - 1) / _cycles;
        if (state.Step % length == 0 || state.Step == state.Steps)
        {
            _parameters.Add(state.Session.Parameters.Copy());
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_parameters.Count);
        foreach (NetworkParameters parameters in _parameters)
        {
            ParameterBytes.Write(writer, parameters);
        }
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            var parameters = new NetworkParameters(_description!);
            ParameterBytes.Read(reader, parameters);
            _parameters.Add(parameters);
        }
    }
}
