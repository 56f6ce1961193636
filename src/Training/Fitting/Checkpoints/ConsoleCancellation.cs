using System.Runtime.InteropServices;

namespace Espalier.Training;

/// <summary>
/// Turns Ctrl-C, or the system's request to end (SIGTERM), into a cancellation, so that training ends between two
/// steps, with its checkpoint written, instead of the process ending at once. A second one ends the process.
/// </summary>
/// <example><code>
/// using var ctrlC = new ConsoleCancellation();
/// trainer.Fit(training, validation, ctrlC.Token);
/// </code></example>
public sealed class ConsoleCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _end;

    /// <summary>Listens from now on.</summary>
    public ConsoleCancellation()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Asked);
        _end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Asked);
    }

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Listens no longer.</summary>
    public void Dispose()
    {
        _interrupt.Dispose();
        _end.Dispose();
        _source.Dispose();
    }

    private void Asked(PosixSignalContext request)
    {
        request.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
