namespace Espalier;

/// <summary>A network of sequences that runs one step at a time, for hosts that hold any of them.</summary>
public interface IStream
{
    /// <summary>Names, shapes and tensors of the network.</summary>
    NetworkDescription Description { get; }

    /// <inheritdoc cref="StreamSession.InputLength"/>
    int InputLength { get; }

    /// <inheritdoc cref="StreamSession.OutputLength"/>
    int OutputLength { get; }

    /// <inheritdoc cref="StreamSession.StateLength"/>
    int StateLength { get; }

    /// <inheritdoc cref="StreamSession.Steps"/>
    long Steps { get; }

    /// <inheritdoc cref="StreamSession.MostSteps"/>
    long? MostSteps { get; }

    /// <inheritdoc cref="StreamSession.Step"/>
    void Step(ReadOnlySpan<float> input, Span<float> output);

    /// <inheritdoc cref="StreamSession.Process"/>
    void Process(ReadOnlySpan<float> inputs, Span<float> outputs);

    /// <inheritdoc cref="StreamSession.Reset"/>
    void Reset(bool toRest = false);

    /// <inheritdoc cref="StreamSession.SaveState"/>
    void SaveState(Span<float> state);

    /// <inheritdoc cref="StreamSession.RestoreState"/>
    void RestoreState(ReadOnlySpan<float> state);
}

/// <summary>A network that can run one step at a time.</summary>
public interface IStreamingNetwork : INetwork
{
    /// <summary>Starts to run the network one step at a time, from the zero state.</summary>
    IStream StartStream();
}
