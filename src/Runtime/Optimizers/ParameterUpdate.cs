using System.Diagnostics;

namespace Espalier;

/// <summary>A stretch of the parameters that an <see cref="Optimizer"/> is to move, and the settings that hold there.</summary>
public readonly ref struct ParameterUpdate
{
    private readonly Span<float> _state;
    private readonly int _stateStride;

    /// <summary>A stretch of the parameters.</summary>
    /// <param name="values">The values to move.</param>
    /// <param name="gradients">The gradient of each value.</param>
    /// <param name="state">The optimizer's state: slot s of the stretch starts at s · <paramref name="stateStride"/>.</param>
    /// <param name="stateStride">Floats from one slot to the next.</param>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="weightDecay">The decay of these values.</param>
    /// <param name="step">The number of this step, 1 for the first.</param>
    public ParameterUpdate(Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int stateStride, float learningRate, float weightDecay = 0, long step = 1)
    {
        Debug.Assert(gradients.Length == values.Length, "Every value has its gradient.");
        Debug.Assert(step >= 1, "Steps count from 1.");
        Values = values;
        Gradients = gradients;
        _state = state;
        _stateStride = stateStride;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        Step = step;
    }

    /// <summary>The values to move.</summary>
    public Span<float> Values { get; }

    /// <summary>The gradient of each value.</summary>
    public ReadOnlySpan<float> Gradients { get; }

    /// <summary>The rate of this step.</summary>
    public float LearningRate { get; }

    /// <summary>The decay of these values; 0 where they do not decay.</summary>
    public float WeightDecay { get; }

    /// <summary>The number of this step, 1 for the first.</summary>
    public long Step { get; }

    /// <summary>What the optimizer keeps for each value; zero before the first update.</summary>
    /// <param name="slot">A number from 0, below <see cref="Optimizer.StateSlots"/>.</param>
    public Span<float> State(int slot) => _state.Slice(slot * _stateStride, Values.Length);
}
