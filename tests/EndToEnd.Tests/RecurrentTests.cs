using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>What the cases do not show of recurrent layers.</summary>
public sealed class RecurrentTests
{
    /// <summary>Two layers of one line, and two lines with a dropout between them that draws the same numbers.</summary>
    [Fact]
    public void What_is_dropped_between_layers_is_what_a_dropout_drops()
    {
        var together = new DroppedTogether(seed: 3);
        var apart = new DroppedApart(seed: 4);
        Copy(together.Lstm1.WeightIhL0, apart.Lstm1.WeightIhL0);
        Copy(together.Lstm1.WeightHhL0, apart.Lstm1.WeightHhL0);
        Copy(together.Lstm1.BiasIhL0, apart.Lstm1.BiasIhL0);
        Copy(together.Lstm1.BiasHhL0, apart.Lstm1.BiasHhL0);
        Copy(together.Lstm1.WeightIhL1, apart.Lstm2.WeightIhL0);
        Copy(together.Lstm1.WeightHhL1, apart.Lstm2.WeightHhL0);
        Copy(together.Lstm1.BiasIhL1, apart.Lstm2.BiasIhL0);
        Copy(together.Lstm1.BiasHhL1, apart.Lstm2.BiasHhL0);
        var data = new Data(5);
        float[] input = data.Normals(3 * 5 * 4), targets = data.Normals(3 * 5 * 6);
        Assert.Equal(apart.Predict(input), together.Predict(input));

        using var first = together.StartTraining(new Sgd(0.1f), batchSize: 3, threads: 2, seed: 7, inputGradient: true);
        using var second = apart.StartTraining(new Sgd(0.1f), batchSize: 3, seed: 7, inputGradient: true);
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(second.Step(input, targets), first.Step(input, targets));
            Assert.Equal(second.InputGradient.ToArray(), first.InputGradient.ToArray());
            Assert.Equal(Values(second.Gradients.Lstm1.WeightHhL0), Values(first.Gradients.Lstm1.WeightHhL0));
        }

        Assert.NotEqual(apart.Predict(input), first.Output.ToArray());
    }

    [Fact]
    public void Initial_values_are_PyTorchs_unless_Init_says_otherwise()
    {
        var net = new InitialStates(seed: 1);
        foreach (TensorView tensor in new[] { net.Plain.WeightIhL0, net.Plain.WeightHhL0, net.Plain.BiasIhL0, net.Plain.BiasHhL0 })
        {
            float[] values = Values(tensor);
            Assert.InRange(values.Max(), 0.9f / 10, 1 / 10f);
            Assert.InRange(values.Min(), -1 / 10f, -0.9f / 10);
        }

        Assert.All(Values(net.Set.WeightHhL0), value => Assert.Equal(0.5f, value));
        Assert.All(Values(net.Set.BiasIhL0), value => Assert.Equal(0.25f, value));
        Assert.All(Values(net.Set.BiasHhL0), value => Assert.Equal(0, value));
        Assert.InRange(Values(net.Large.WeightHhL0).Max(), 0.9f, 1);
    }

    private static void Copy(TensorView from, TensorView to) => to.CopyFrom(Values(from));

    private static float[] Values(TensorView tensor)
    {
        float[] values = new float[tensor.Length];
        tensor.CopyTo(values);
        return values;
    }
}

[Network, Input(5, 4), Tap("sequence"), Lstm(6, layers: 2, dropout: 0.5f), MeanSquaredError]
public sealed partial class DroppedTogether;

[Network, Input(5, 4), Lstm(6), Dropout(0.5f), Lstm(6), MeanSquaredError]
public sealed partial class DroppedApart;

[Network, Input(3, 4), Gru(100, Name = "Plain"), Lstm(6, Name = "Set", Init = Init.Constant, InitValue = 0.5f, InitBias = 0.25f), Rnn(100, Name = "Large", InitScale = 10), MeanSquaredError]
public sealed partial class InitialStates;
