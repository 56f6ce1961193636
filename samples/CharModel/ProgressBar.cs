using System.Diagnostics;

namespace Samples.CharModel;

/// <summary>A bar on one line of a terminal; in a file or a pipe a line now and then.</summary>
/// <param name="steps">Steps of the whole run.</param>
/// <param name="done">Steps that an earlier run did.</param>
public sealed class ProgressBar(long steps, long done)
{
    private const int Width = 30;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly bool _isPlain = Console.IsOutputRedirected;
    private double _loss;
    private int _seen;
    private long _shown;

    /// <summary>Time since it began.</summary>
    public TimeSpan Elapsed => _time.Elapsed;

    /// <summary>Shows how far it is, and the mean of the last fifty losses or so.</summary>
    /// <param name="step">Steps that are done.</param>
    /// <param name="loss">The loss of the last.</param>
    public void Show(long step, float loss)
    {
        _seen++;
        _loss += (loss - _loss) * Math.Max(0.02, 1.0 / _seen);
        long now = _isPlain ? step * 20 / steps : _time.ElapsedMilliseconds / 100;
        if (now == _shown && step < steps)
        {
            return;
        }

        _shown = now;
        int full = (int)(step * Width / steps);
        TimeSpan left = _time.Elapsed * ((double)(steps - step) / Math.Max(1, step - done));
        string line = $"{new string('█', full)}{new string('░', Width - full)} {100 * step / steps,3} %  loss {_loss:F3}  {left:m\\:ss} left";
        Console.Write(_isPlain ? line + "\n" : "\r" + line + "  ");
    }

    /// <summary>Writes something between.</summary>
    /// <param name="text">What.</param>
    public void Break(string text) => Console.WriteLine((_isPlain ? "" : "\r" + new string(' ', Width + 40) + "\r") + text);
}
