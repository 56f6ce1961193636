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

    public override void Apply(in ParameterUpdate update)
    {
        Span<float> velocity = update.State(0);
        for (int i = 0; i < velocity.Length; i++)
        {
            velocity[i] = Factor * velocity[i] + update.Gradients[i];
            update.Values[i] -= update.LearningRate * velocity[i];
        }
    }
}
