namespace Espalier;

/// <summary>
/// The rule by which gradients change values. It holds settings only and never changes; what it remembers from step to
/// step (its state) lives with the training session.
/// </summary>
public abstract record Optimizer
{
    /// <summary>The length of a step; finite, at least 0. A session starts with it and may change its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number below 0 or one that is not finite.</exception>
    public float LearningRate
    {
        get;
        init => field = SettingCheck.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>
    /// How strongly values are drawn to 0; finite, at least 0. Most optimizers add <c>decay · value</c> to the gradient
    /// (the gradient of <c>decay / 2 · value²</c>, as PyTorch does); <see cref="AdamW"/> and <see cref="Lion"/> take
    /// <c>rate · decay · value</c> off the value itself. It holds for weights alone unless <see cref="DecayBiases"/> is set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number below 0 or one that is not finite.</exception>
    public float WeightDecay
    {
        get;
        init => field = SettingCheck.AtLeastZero(value, nameof(WeightDecay));
    }

    /// <summary>
    /// Whether <see cref="WeightDecay"/> holds for tensors that are no weights, too: biases, the scales and shifts of norms,
    /// learnt slopes. False leaves them out, as is good practice; true is what PyTorch does unless told otherwise.
    /// </summary>
    public bool DecayBiases { get; init; }

    /// <summary>How gradients are bounded before the update.</summary>
    public Clipping Clip { get; init; }

    /// <summary>Floats that are kept for every parameter.</summary>
    public abstract int StateSlots { get; }

    /// <summary>Floats that a step needs for every parameter beside what is kept.</summary>
    internal virtual int ScratchSlots => 0;

    /// <summary>
    /// Moves a stretch of the parameters. Each value depends on nothing but its own gradient and state, so the bits are
    /// the same however the parameters are cut. Several threads call it at a time, each with another stretch.
    /// </summary>
    /// <param name="update">The stretch, and the settings that hold there.</param>
    public abstract void Apply(in ParameterUpdate update);
}
