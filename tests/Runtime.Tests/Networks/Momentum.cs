namespace Espalier.Runtime.Tests.Networks;

/// <summary>Gradient descent with momentum, one value after the other.</summary>
internal sealed record Momentum : Optimizer
{
    internal Momentum(float learningRate, float factor = 0.9f)
    {
        LearningRate = learningRate;
        Factor = factor;
    }

    public float Factor { get; }

    public override int StateSlots => 1;

    public override void Apply(Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int stateStride, int start, int length, float learningRate, long step)
    {
        for (int i = start; i < start + length; i++)
        {
            state[i] = Factor * state[i] + gradients[i];
            values[i] -= learningRate * state[i];
        }
    }
}
