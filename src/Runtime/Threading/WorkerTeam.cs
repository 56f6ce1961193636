namespace Espalier;

/// <summary>Persistent workers (owned by the runtime-core contract; replaced by its implementation).</summary>
internal sealed class WorkerTeam
{
    internal void Sync()
    {
    }
}
