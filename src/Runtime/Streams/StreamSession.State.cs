namespace Espalier;

/// <content>The state: reset, rest, copies.</content>
public abstract unsafe partial class StreamSession
{
    // A saved state begins with a number of the network and the position, in pieces that floats hold exactly.
    private const int HeaderLength = 4;
    private const int PieceBits = 24;
    private const long PieceMask = (1L << PieceBits) - 1;

    private const int MostRestSteps = 1 << 16;

    private NetworkParameters? _restParameters;
    private long _restVersion;

    /// <summary>Floats of a saved state.</summary>
    public int StateLength => HeaderLength + _stateLength;

    /// <summary>Begins anew.</summary>
    /// <param name="toRest">
    /// False for the state of a sequence that begins: zeros. True for the state into which the network settles on zeros as
    /// input, so that a stream starts without a jump: as many steps are made as it takes until no number of the state moves,
    /// at most 65,536. It is computed once for the same parameters.
    /// </param>
    /// <exception cref="InvalidOperationException">The network knows the place of each step, so that it never settles; the state is as it was.</exception>
    public void Reset(bool toRest = false)
    {
        if (toRest)
        {
            if (MostSteps is not null)
            {
                throw new InvalidOperationException($"{Description.Name} has no state of rest: its positions tell each of its {MostSteps} steps from the others. Reset() begins at the first.");
            }

            Rest(MostRestSteps);
        }
        else
        {
            State.Clear();
        }

        Position = 0;
    }

    /// <summary>Writes the state, and how many steps led to it.</summary>
    /// <param name="state">Takes <see cref="StateLength"/> floats.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void SaveState(Span<float> state)
    {
        CheckState(state.Length);
        state[0] = Mark;
        state[1] = Position & PieceMask;
        state[2] = (Position >> PieceBits) & PieceMask;
        state[3] = Position >> (2 * PieceBits);
        State.CopyTo(state[HeaderLength..]);
    }

    /// <summary>Takes over a state that <see cref="SaveState"/> wrote, of this stream or of another of the same network.</summary>
    /// <param name="state">The saved state.</param>
    /// <exception cref="ArgumentException">The length is another, or these are no saved numbers of the network; the state is as it was.</exception>
    public void RestoreState(ReadOnlySpan<float> state)
    {
        CheckState(state.Length);
        if (state[0] != Mark || !IsPiece(state[1]) || !IsPiece(state[2]) || !IsPiece(state[3]) || state[3] > short.MaxValue)
        {
            throw new ArgumentException($"state was not saved by a stream of {Description.Name} (architecture {Description.Fingerprint}): it begins with {state[0]}, {state[1]}, {state[2]}, {state[3]}.", nameof(state));
        }

        Position = (long)state[1] | ((long)state[2] << PieceBits) | ((long)state[3] << (2 * PieceBits));
        state[HeaderLength..].CopyTo(State);
    }

    /// <summary>Takes over the state of a stream of the same class.</summary>
    /// <param name="other">Where the state comes from.</param>
    protected void CopyState(StreamSession other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.State.CopyTo(State);
        Position = other.Position;
    }

    /// <summary>Runs everything once, so that the first call finds it compiled, and begins.</summary>
    protected void WarmUp()
    {
        Span<float> row = _memory.Span.Slice(_asideStart, InputLength), output = _memory.Span.Slice(_asideStart + InputLength, OutputLength);
        Run(row, output);
        if (InputLength == OutputLength)
        {
            Run(row, row);
        }

        float[] state = new float[StateLength];
        SaveState(state);
        RestoreState(state);
        CopyState(this);
        if (MostSteps is null)
        {
            Rest(1);
            _restParameters = null;
        }

        Reset();

        void Run(Span<float> input, Span<float> result)
        {
            // A stream may end after a single step.
            Reset();
            input.Clear();
            Step(input, result);
            Reset();
            input.Clear();
            Process(input, result);
        }
    }

    /// <summary>A number that tells networks apart, below 2²⁴.</summary>
    private float Mark
    {
        get
        {
            uint hash = 2166136261;
            foreach (char letter in Description.Fingerprint)
            {
                hash = (hash ^ letter) * 16777619;
            }

            return hash >> (32 - PieceBits);
        }
    }

    private static bool IsPiece(float value) => value >= 0 && value <= PieceMask && value == MathF.Truncate(value);

    private void CheckState(int length)
    {
        if (length != StateLength)
        {
            throw new ArgumentException($"state has {length} floats; a stream of {Description.Name} keeps {StateLength}.", "state");
        }
    }

    /// <summary>
    /// Steps on zeros until the state is what it was <see cref="_reach"/> steps before: by then every place of a ring of earlier
    /// steps has been written again, with the same.
    /// </summary>
    private void Rest(int most)
    {
        NetworkParameters parameters = Parameters;
        long version = parameters.Version;
        Span<float> rest = _memory.Span.Slice(_restStart, _stateLength), state = State;
        if (ReferenceEquals(_restParameters, parameters) && _restVersion == version)
        {
            rest.CopyTo(state);
            return;
        }

        Span<float> row = _memory.Span.Slice(_asideStart, InputLength), output = _memory.Span.Slice(_asideStart + InputLength, OutputLength);
        row.Clear();
        state.Clear();
        Position = 0;
        bool moves = true;
        while (moves && Position < most)
        {
            state.CopyTo(rest);
            for (int i = 0; i < _reach && Position < most; i++)
            {
                Step(row, output);
            }

            moves = !IsClose(rest, state);
        }

        state.CopyTo(rest);
        (_restParameters, _restVersion) = (parameters, version);
    }

    private static bool IsClose(ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        for (int i = 0; i < after.Length; i++)
        {
            // The last bit of a float may go on swinging.
            if (!(MathF.Abs(after[i] - before[i]) <= 1.2e-7f * MathF.Abs(after[i])))
            {
                return false;
            }
        }

        return true;
    }
}
