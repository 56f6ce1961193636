namespace Espalier.Training;

/// <summary>
/// Turns Ctrl-C into a cancellation, so that training ends between two steps, with its checkpoint written, instead of
/// the process ending at once. A second Ctrl-C ends the process.
/// </summary>
/// <example><code>
/// using var ctrlC = new ConsoleCancellation();
/// trainer.Fit(training, validation, ctrlC.Token);
/// </code></example>
public sealed class ConsoleCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Listens from now on.</summary>
    public ConsoleCancellation() => Console.CancelKeyPress += Pressed;

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Listens no longer.</summary>
    public void Dispose()
    {
        Console.CancelKeyPress -= Pressed;
        _source.Dispose();
    }

    private void Pressed(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
