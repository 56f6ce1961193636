namespace Espalier.Training;

/// <summary>
/// Stretches of a long row of tokens: window i is the tokens i·stride … i·stride + steps − 1, and what is to be
/// predicted at each is the token after it.
/// </summary>
public sealed class TokenWindows
{
    private readonly int[] _tokens;
    private readonly int _stride;

    /// <summary>Cuts a row of tokens.</summary>
    /// <param name="tokens">The tokens; used as they are, not copied.</param>
    /// <param name="steps">Tokens in a window, at least 1.</param>
    /// <param name="stride">Tokens from the beginning of a window to that of the next, at least 1; unset, the windows lie side by side.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too few tokens for one window and its last target.</exception>
    public TokenWindows(int[] tokens, int steps, int? stride = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride ?? 1, 1, nameof(stride));
        if (tokens.Length <= steps)
        {
            throw new ArgumentException($"There are {tokens.Length} tokens; a window of {steps} and the token after it need {steps + 1}.", nameof(tokens));
        }

        _tokens = tokens;
        _stride = stride ?? steps;
        Steps = steps;
        Count = ((tokens.Length - 1 - steps) / _stride) + 1;
    }

    /// <summary>Tokens in a window.</summary>
    public int Steps { get; }

    /// <summary>The number of windows.</summary>
    public int Count { get; }

    /// <summary>The tokens of a window.</summary>
    /// <param name="window">The window, 0 … Count − 1.</param>
    public ReadOnlySpan<int> Inputs(int window) => _tokens.AsSpan(Start(window), Steps);

    /// <summary>The token after each token of a window.</summary>
    /// <param name="window">The window, 0 … Count − 1.</param>
    public ReadOnlySpan<int> Targets(int window) => _tokens.AsSpan(Start(window) + 1, Steps);

    /// <summary>Cuts a row of tokens in two: the first part to train on, the rest to validate on.</summary>
    /// <param name="tokens">All tokens.</param>
    /// <param name="training">The share of the first part, above 0 and below 1.</param>
    public static (int[] Training, int[] Validation) Split(int[] tokens, double training = .9)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (!(training > 0 && training < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(training), training, FormattableString.Invariant($"The training share is {training}; expected a number above 0 and below 1."));
        }

        int cut = (int)(training * tokens.Length);
        return (tokens[..cut], tokens[cut..]);
    }

    private int Start(int window) => (uint)window < (uint)Count
        ? window * _stride
        : throw new ArgumentOutOfRangeException(nameof(window), window, $"There is no window {window}; there are 0 … {Count - 1}.");
}
