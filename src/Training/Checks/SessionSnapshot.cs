namespace Espalier.Training.Checks;

/// <summary>What a session was, to be brought back after something was tried on it.</summary>
internal sealed class SessionSnapshot
{
    private readonly TrainingSession _session;
    private readonly MemoryStream _state = new();

    internal SessionSnapshot(TrainingSession session)
    {
        _session = session;
        session.Save(_state);
    }

    internal void Restore()
    {
        _state.Position = 0;
        _session.Load(_state);
    }
}
