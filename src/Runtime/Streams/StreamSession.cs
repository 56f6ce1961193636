using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Espalier;

/// <summary>
/// A network of sequences that runs one step at a time, with its state inside. It reads the parameters of the network that
/// started it, and takes up those of a <see cref="Network.Swap"/> at its next call. Any number of streams share parameters:
/// none locks, waits or allocates. One thread at a time uses a stream.
/// </summary>
public abstract unsafe partial class StreamSession : IStream
{
    private readonly Network _network;
    private readonly AlignedBuffer _memory;
    private readonly Part _part;
    private readonly int _stateLength;
    private readonly int _arenaStart;
    private readonly int _arenaLength;
    private readonly int _asideStart;
    private readonly int _restStart;
    private readonly int _reach;

    /// <summary>Makes a stream in the zero state.</summary>
    /// <param name="network">The network whose parameters it reads.</param>
    /// <param name="inputLength">Floats that a step takes.</param>
    /// <param name="outputLength">Floats that a step gives.</param>
    /// <param name="stateLength">Floats that the layers keep from step to step.</param>
    /// <param name="arenaLength">Floats that they need during a step.</param>
    /// <param name="reach">Steps after which whatever a layer keeps has been written again, at least 1.</param>
    /// <param name="mostSteps">Steps after which the stream has to begin anew; 0 where it has no end.</param>
    /// <param name="scratchLength">Floats of scratch memory that their kernels need, at least <see cref="Part.ScratchLength"/>.</param>
    protected StreamSession(Network network, int inputLength, int outputLength, int stateLength, int arenaLength, int reach = 1, int mostSteps = 0, int scratchLength = Part.ScratchLength)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(stateLength);
        ArgumentOutOfRangeException.ThrowIfNegative(arenaLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratchLength, Part.ScratchLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(reach, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(mostSteps);
        _network = network;
        _reach = reach;
        MostSteps = mostSteps == 0 ? null : mostSteps;
        InputLength = inputLength;
        OutputLength = outputLength;
        _stateLength = stateLength;
        _arenaLength = arenaLength;
        long arena = AlignedBuffer.RoundUp(stateLength), aside = arena + AlignedBuffer.RoundUp(arenaLength);
        long rest = aside + AlignedBuffer.RoundUp((long)inputLength + outputLength), scratch = rest + (MostSteps is null ? AlignedBuffer.RoundUp(stateLength) : 0);
        _memory = new AlignedBuffer(scratch + scratchLength);
        (_arenaStart, _asideStart, _restStart) = ((int)arena, (int)aside, (int)rest);
        _part = new Part(0, 1, _memory.Pointer + scratch, null, scratchLength);
    }

    /// <inheritdoc/>
    public NetworkDescription Description => _network.Description;

    /// <summary>Floats that a step takes: the features of the network's input.</summary>
    public int InputLength { get; }

    /// <summary>Floats that a step gives: the features of the network's output.</summary>
    public int OutputLength { get; }

    /// <summary>The steps made since the stream began, or was reset.</summary>
    public long Steps => Position;

    /// <summary>
    /// The most steps that the stream makes before it has to be reset: those of the network's sequences, where layers know the
    /// place of a step among them; null where it has no end.
    /// </summary>
    public long? MostSteps { get; }

    /// <summary>The parameters that the next call reads.</summary>
    protected NetworkParameters Parameters => _network.Parameters;

    /// <summary>What the layers keep from step to step; zeros at first.</summary>
    protected Span<float> State => _memory.Span[.._stateLength];

    /// <summary>Memory for the values between the layers, of undefined content.</summary>
    protected Span<float> Arena => _memory.Span.Slice(_arenaStart, _arenaLength);

    /// <summary>The only worker there is.</summary>
    protected Part Part => _part;

    /// <summary>The steps made before the present one.</summary>
    protected long Position { get; private set; }

    /// <summary>
    /// Computes one step. It allocates nothing, locks nothing, waits for nobody, and gives what the network's prediction gives
    /// for this step of a sequence that began with the stream, but for the order of sums.
    /// </summary>
    /// <param name="input">The features of the step, <see cref="InputLength"/> floats.</param>
    /// <param name="output">Takes <see cref="OutputLength"/> floats; it may be <paramref name="input"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the spans overlap in part; the state is as it was.</exception>
    /// <exception cref="InvalidOperationException">The stream has made <see cref="MostSteps"/>; the state is as it was.</exception>
    public abstract void Step(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Computes any number of steps, as so many calls of <see cref="Step"/> would, with the same parameters for all.</summary>
    /// <param name="inputs">The features of the steps, one step after the other.</param>
    /// <param name="outputs">Takes what the steps give; it may be <paramref name="inputs"/> where a step gives as many floats as it takes.</param>
    /// <exception cref="ArgumentException">The lengths are not those of a number of steps, or the spans overlap in part; the state is as it was.</exception>
    /// <exception cref="InvalidOperationException">There would be more steps than <see cref="MostSteps"/>; none is made.</exception>
    public abstract void Process(ReadOnlySpan<float> inputs, Span<float> outputs);

    /// <summary>Ends a step; called by generated code.</summary>
    protected void EndStep()
    {
        Position++;

        // The part points into memory that the collector must not take while a kernel runs.
        GC.KeepAlive(this);
    }

    /// <summary>Checks that there is room for further steps.</summary>
    /// <param name="steps">How many are to be made.</param>
    /// <exception cref="InvalidOperationException">There would be more than <see cref="MostSteps"/>.</exception>
    protected void CheckEnd(int steps)
    {
        if (Position + steps > MostSteps)
        {
            RefuseSteps(steps);
        }
    }

    [DoesNotReturn]
    private void RefuseSteps(int steps) => throw new InvalidOperationException(string.Create(
        CultureInfo.InvariantCulture,
        $"A stream of {Description.Name} makes at most {MostSteps} steps, for which it has positions; it has made {Position}, and {steps} more would be too many. Reset() begins anew."));

    /// <summary>Checks a step whose spans are not plainly right, and copies the input aside where it is the output.</summary>
    /// <param name="input">The input of the step.</param>
    /// <param name="output">Its output.</param>
    /// <returns>What the step is to read.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or the spans overlap in part.</exception>
    protected ReadOnlySpan<float> Apart(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != InputLength)
        {
            throw new ArgumentException($"input has {input.Length} floats; a step of {Description.Name} takes {InputLength}.", nameof(input));
        }

        if (output.Length != OutputLength)
        {
            throw new ArgumentException($"output has {output.Length} floats; a step of {Description.Name} gives {OutputLength}.", nameof(output));
        }

        CheckInPlace(input, output, nameof(output), nameof(input));
        return Aside(input);
    }

    /// <summary>Checks the spans of a block.</summary>
    /// <param name="inputs">The steps.</param>
    /// <param name="outputs">Where they go.</param>
    /// <param name="inPlace">Whether the outputs take the place of the inputs.</param>
    /// <returns>The number of steps, 0 or more.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or the spans overlap in part.</exception>
    protected int CountSteps(ReadOnlySpan<float> inputs, Span<float> outputs, out bool inPlace)
    {
        int steps = inputs.Length / InputLength;
        if (steps * (long)InputLength != inputs.Length)
        {
            throw new ArgumentException($"inputs has {inputs.Length} floats; {Description.Name} takes {InputLength} a step, so that the length must be a multiple of it.", nameof(inputs));
        }

        if (outputs.Length != steps * (long)OutputLength)
        {
            throw new ArgumentException($"outputs has {outputs.Length} floats; {steps} steps of {Description.Name} give {OutputLength} each, {steps * (long)OutputLength} together.", nameof(outputs));
        }

        inPlace = inputs.Overlaps(outputs);
        if (inPlace)
        {
            CheckInPlace(inputs, outputs, nameof(outputs), nameof(inputs));
        }

        return steps;
    }

    /// <summary>A copy of the input of a step.</summary>
    /// <param name="input">The input.</param>
    protected ReadOnlySpan<float> Aside(ReadOnlySpan<float> input)
    {
        Span<float> aside = _memory.Span.Slice(_asideStart, InputLength);
        input.CopyTo(aside);
        return aside;
    }

    /// <summary>A token as the layers read it.</summary>
    /// <param name="token">One of the vocabulary.</param>
    protected ReadOnlySpan<float> Token(int token)
    {
        Span<float> aside = _memory.Span.Slice(_asideStart, 1);
        aside[0] = token;
        return aside;
    }

    /// <summary>Checks tokens that come as floats.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is none of the vocabulary.</exception>
    protected void CheckTokens(ReadOnlySpan<float> tokens, string argument)
    {
        int most = Description.Inputs[0].Most;
        for (int i = 0; i < tokens.Length; i++)
        {
            float token = tokens[i];
            if (!(token >= 0 && token <= most && token == (int)token))
            {
                RefuseToken(token, i, argument);
            }
        }
    }

    /// <summary>Checks tokens, and the length of their outputs.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="outputs">Where the steps go.</param>
    /// <exception cref="ArgumentException">A token is none of the vocabulary, or the length is wrong.</exception>
    protected void CheckTokens(ReadOnlySpan<int> tokens, Span<float> outputs)
    {
        if (outputs.Length != tokens.Length * (long)OutputLength)
        {
            throw new ArgumentException($"outputs has {outputs.Length} floats; {tokens.Length} steps of {Description.Name} give {OutputLength} each, {tokens.Length * (long)OutputLength} together.", nameof(outputs));
        }

        uint most = (uint)Description.Inputs[0].Most;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] > most)
            {
                RefuseToken(tokens[i], i, nameof(tokens));
            }
        }
    }

    [DoesNotReturn]
    private void RefuseToken(object token, int step, string argument)
    {
        NamedShape input = Description.Inputs[0];
        throw new ArgumentOutOfRangeException(argument, token, string.Create(
            CultureInfo.InvariantCulture, $"{argument} holds {token} at step {step}; expected a token from 0 to {input.Most}: the vocabulary has {input.Vocabulary}."));
    }

    private void CheckInPlace(ReadOnlySpan<float> input, ReadOnlySpan<float> output, string outputName, string inputName)
    {
        if (!(InputLength == OutputLength && Unsafe.AreSame(in input[0], in output[0])))
        {
            throw new ArgumentException(
                $"{outputName} overlaps {inputName} in part; it needs memory of its own" + (InputLength == OutputLength ? ", or the same." : "."), outputName);
        }
    }
}
