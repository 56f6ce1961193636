using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Optimizers against PyTorch's, over a hundred steps on the same gradients.</summary>
public sealed class OptimizerTests
{
    public static TheoryData<string> Names => [.. Fixture.Names().Where(name => name.StartsWith("optimizer_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hundred_steps(string name)
    {
        Fixture fixture = Fixture.Load(name);
        (string kind, float rate, int steps) = fixture.Trained!.Value;
        Network network = Networks.Load(typeof(LinearNet), fixture.Weights("step0"));
        using TrainingSession session = Networks.StartTraining(network, Optimizers.Of(kind, rate), batchSize: 5);

        if (kind == "adamw_groups")
        {
            session.Groups = [new ParameterGroup("*.bias", rateFactor: 0.25f, weightDecay: 0.3f)];
        }

        // The unit vectors as inputs: the gradient of the output, transposed, is that of the weights.
        float[] input = new float[25];
        for (int i = 0; i < 5; i++)
        {
            input[i * 6] = 1;
        }

        float[] gradients = fixture.Floats("gradients");
        for (int step = 1; step <= steps; step++)
        {
            session.Forward(input);
            gradients.AsSpan((step - 1) * 15, 15).CopyTo(session.OutputGradient);
            session.Backward();
            session.Update();
            foreach ((string tensor, float[] values) in fixture.With("step" + step + "."))
            {
                Close.Equal(values, session.Parameters[tensor].ToArray(), name + ": " + tensor + " after step " + step, step == 100 ? 2e-5 : Close.Tight);
            }
        }

        Assert.Equal(steps, session.Steps);
    }
}
