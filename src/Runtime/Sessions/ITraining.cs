namespace Espalier;

/// <summary>What every training session can do, for hosts that hold any of them.</summary>
public interface ITraining : IDisposable
{
    /// <summary>The network that the session was started from.</summary>
    INetwork Network { get; }

    /// <summary>The parameters that the session trains.</summary>
    NetworkParameters Parameters { get; }

    /// <inheritdoc cref="TrainingSession.Gradients"/>
    Gradients Gradients { get; }

    /// <summary>The optimizer's settings.</summary>
    Optimizer Optimizer { get; }

    /// <summary>The most samples of one step.</summary>
    int BatchSize { get; }

    /// <summary>Workers, the calling thread among them.</summary>
    int Threads { get; }

    /// <summary>Updates so far.</summary>
    long Steps { get; }

    /// <inheritdoc cref="TrainingSession.Loss"/>
    float Loss { get; }

    /// <inheritdoc cref="TrainingSession.LearningRate"/>
    float LearningRate { get; set; }

    /// <inheritdoc cref="TrainingSession.Groups"/>
    IReadOnlyList<ParameterGroup> Groups { get; set; }

    /// <inheritdoc cref="TrainingSession.GradientNorm"/>
    double GradientNorm { get; }

    /// <inheritdoc cref="TrainingSession.Output"/>
    ReadOnlySpan<float> Output { get; }

    /// <inheritdoc cref="TrainingSession.OutputGradient"/>
    Span<float> OutputGradient { get; }

    /// <inheritdoc cref="TrainingSession.OutputOf"/>
    ReadOnlySpan<float> OutputOf(string name);

    /// <inheritdoc cref="TrainingSession.OutputGradientOf"/>
    Span<float> OutputGradientOf(string name);

    /// <inheritdoc cref="TrainingSession.LossOf"/>
    float LossOf(string name);

    /// <inheritdoc cref="TrainingSession.ForwardPacked"/>
    float ForwardPacked(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets);

    /// <inheritdoc cref="TrainingSession.Forward"/>
    void Forward(ReadOnlySpan<float> input);

    /// <inheritdoc cref="TrainingSession.Backward"/>
    void Backward();

    /// <inheritdoc cref="TrainingSession.Update"/>
    void Update();

    /// <inheritdoc cref="TrainingSession.Freeze"/>
    void Freeze(string name);

    /// <inheritdoc cref="TrainingSession.Unfreeze"/>
    void Unfreeze(string name);

    /// <inheritdoc cref="TrainingSession.ResetState()"/>
    void ResetState();

    /// <inheritdoc cref="TrainingSession.ResetState(int)"/>
    void ResetState(int row);

    /// <inheritdoc cref="TrainingSession.Publish"/>
    void Publish();

    /// <inheritdoc cref="TrainingSession.Save(string)"/>
    void Save(string path);

    /// <inheritdoc cref="TrainingSession.Save(Stream)"/>
    void Save(Stream stream);

    /// <inheritdoc cref="TrainingSession.Load(string)"/>
    void Load(string path);

    /// <inheritdoc cref="TrainingSession.Load(Stream)"/>
    void Load(Stream stream);
}
