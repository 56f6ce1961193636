using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>What weight decay holds for: weights, whatever the number of their dimensions.</summary>
public sealed class DecayTests
{
    [Theory]
    [InlineData("layer_norm_image", new[] { "conv1.weight", "conv2.weight", "dense1.weight" })]
    [InlineData("custom_image", new[] { "conv1.weight", "custom1.weight", "conv2.weight" })]
    [InlineData("prelu_image", new[] { "conv1.weight", "conv2.weight" })]
    [InlineData("batch_norm_features", new[] { "dense1.weight", "dense2.weight" })]
    public void Weights_decay_and_nothing_else(string name, string[] weights)
    {
        Fixture fixture = Fixture.Load(name);
        Network network = Networks.Load(Case.Network(name), fixture.Weights("before"));
        using TrainingSession session = Networks.StartTraining(network, new Sgd(1, weightDecay: 0.5f), fixture.Count);
        session.Forward(fixture.Input, fixture.Packed("targets"), fixture.Labels());
        session.Backward();
        session.Gradients.Scale(0);
        session.Update();
        foreach ((string tensor, float[] before) in fixture.With("before.").Where(tensor => !tensor.Name.Contains("running", StringComparison.Ordinal)))
        {
            float factor = weights.Contains(tensor) ? 0.5f : 1;
            Close.Same(Array.ConvertAll(before, value => value * factor), session.Parameters[tensor].ToArray(), $"{name}: {tensor}");
        }
    }
}
