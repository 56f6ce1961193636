using System.Diagnostics;
using System.Globalization;
using Espalier.Training.Metrics;
using Spectre.Console;

namespace Espalier.Training;

/// <summary>
/// Progress in the terminal: a bar that moves, and a line for each epoch with its loss and accuracy, then those on the
/// validation set, the last rate and the time. Where the output goes to a file or a pipe, the lines alone.
/// </summary>
public sealed class ConsoleProgress : Callback
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console;
    private readonly string _validationName;
    private readonly Stopwatch _sinceRefresh = new();
    private TaskCompletionSource? _end;
    private Task? _display;
    private ProgressContext? _context;
    private ProgressTask? _bar;

    /// <summary>Progress on a console.</summary>
    /// <param name="console">The console; unset, that of the process.</param>
    /// <param name="validationName">What the validation set is called in the lines, such as "test".</param>
    public ConsoleProgress(IAnsiConsole? console = null, string validationName = "validation")
    {
        _console = console ?? AnsiConsole.Console;
        _validationName = validationName;
    }

    /// <inheritdoc/>
    public override void OnFitStart(FitState state)
    {
        if (!_console.Profile.Capabilities.Ansi || !_console.Profile.Capabilities.Interactive)
        {
            return;
        }

        // The display lasts until its task ends. It draws when told, on this thread: a thread of its own would take
        // time from the workers.
        _end = new TaskCompletionSource();
        _display = _console.Progress()
            .AutoRefresh(false)
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                _context = context;
                _bar = context.AddTask("start", maxValue: state.Steps);
                return _end.Task;
            });
        _sinceRefresh.Restart();
    }

    /// <inheritdoc/>
    public override void OnStep(FitState state)
    {
        if (_context is null || _sinceRefresh.Elapsed < Interval)
        {
            return;
        }

        _bar!.Description = Text($"epoch {state.Epoch}/{state.Epochs}  loss {state.Loss:F4}{Accuracy("  accuracy ", state.Accuracy)}  rate {state.Session.LearningRate:G3}");
        _bar.Value = state.Step;
        _context.Refresh();
        _sinceRefresh.Restart();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitState state)
    {
        EpochRecord epoch = state.History.Epochs[^1];
        string line = Text($"epoch {epoch.Epoch}/{state.Epochs}  loss {epoch.Loss:F4}{Accuracy("  accuracy ", epoch.Accuracy)}");
        if (epoch.Validation is Evaluation validation)
        {
            line += Text($"  {_validationName} {validation.Loss:F4}{Accuracy("  ", validation.Accuracy)}");
            line += float.IsNaN(validation.RSquared) ? "" : Text($"  R² {validation.RSquared:F4}");
        }

        foreach (MetricValue metric in epoch.Metrics)
        {
            line += Text($"  {metric.Name} {metric.Value:F4}");
        }

        line += Text($"  rate {epoch.LearningRate:G3}  {epoch.Time.TotalSeconds:F1} s");
        if (_context is null)
        {
            // As it is: the console would wrap it at a width that a file does not have.
            _console.Profile.Out.Writer.WriteLine(line);
        }
        else
        {
            _console.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(FitState state)
    {
        _end?.SetResult();
        _display?.GetAwaiter().GetResult();
        _end = null;
        _display = null;
        _context = null;
        _bar = null;
    }

    // Nothing where the samples have targets.
    private static string Accuracy(string name, float share) => float.IsNaN(share) ? "" : Text($"{name}{100 * share:F2} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
