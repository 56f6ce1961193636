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

    /// <summary>Floats that are kept for every parameter.</summary>
    public abstract int StateSlots { get; }

    /// <summary>
    /// Updates the values from <paramref name="start"/> on. Each value depends on nothing but its own gradient and state, so
    /// the bits are the same however the block is cut.
    /// </summary>
    /// <param name="values">All values.</param>
    /// <param name="gradients">The gradient of each value.</param>
    /// <param name="state"><see cref="StateSlots"/> blocks, zero before the first update: slot s starts at s · <paramref name="stateStride"/>.</param>
    /// <param name="stateStride">Floats from one slot to the next.</param>
    /// <param name="start">The first value to update.</param>
    /// <param name="length">How many values to update.</param>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="step">The number of this step, 1 for the first.</param>
    public abstract void Apply(Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int stateStride, int start, int length, float learningRate, long step);
}
