namespace Espalier;

/// <summary>Placeholder until the optimizers arrive.</summary>
public abstract record Optimizer
{
    /// <summary>Rate.</summary>
    public float LearningRate { get; init; }

    /// <summary>Slots.</summary>
    public abstract int StateSlots { get; }

    /// <summary>Applies.</summary>
    public abstract void Apply(Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int stateStride, int start, int length, float learningRate, long step);
}
