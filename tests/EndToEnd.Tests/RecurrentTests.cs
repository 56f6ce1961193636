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

    [Theory]
    [InlineData("carried_lstm", typeof(LstmChunks))]
    [InlineData("carried_gru", typeof(GruChunks))]
    [InlineData("carried_rnn", typeof(RnnChunks))]
    public void Truncated_backpropagation_is_PyTorchs(string name, Type type)
    {
        Fixture fixture = Fixture.Load(name);
        Network network = Networks.Load(type, fixture.Weights("before"));
        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), 3);
        float[] losses = fixture.Floats("losses"), inputs = fixture.Input, targets = fixture.Floats("targets");
        for (int chunk = 0; chunk < losses.Length; chunk++)
        {
            if (chunk == 2)
            {
                session.ResetState(1);
            }

            float loss = session.Forward(inputs.AsSpan(chunk * 60, 60).ToArray(), targets.AsSpan(chunk * 30, 30).ToArray(), []);
            Assert.Equal(losses[chunk], loss, losses[chunk] * 1e-5);
            session.Backward();
            session.Update();
        }

        foreach ((string tensor, float[] values) in fixture.With("after."))
        {
            Close.Equal(values, session.Parameters[tensor].ToArray(), name + ": " + tensor, 2e-5);
        }
    }

    /// <summary>A chunk that ends before its last step leaves the state in which it ended.</summary>
    [Fact]
    public void Truncated_backpropagation_over_lengths_is_PyTorchs()
    {
        Fixture fixture = Fixture.Load("carried_lengths");
        Network network = Networks.Load(typeof(LstmLengthChunks), fixture.Weights("before"));
        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), 3);
        float[] losses = fixture.Floats("losses"), inputs = fixture.Input, targets = fixture.Floats("targets"), lengths = fixture.Floats("lengths");
        for (int chunk = 0; chunk < losses.Length; chunk++)
        {
            float loss = session.Forward([.. inputs[(chunk * 60)..((chunk + 1) * 60)], .. lengths[(chunk * 3)..((chunk + 1) * 3)]], targets.AsSpan(chunk * 30, 30).ToArray(), []);
            Assert.Equal(losses[chunk], loss, losses[chunk] * 1e-5);
            session.Backward();
            session.Update();
        }

        foreach ((string tensor, float[] values) in fixture.With("after."))
        {
            Close.Equal(values, session.Parameters[tensor].ToArray(), tensor, 2e-5);
        }
    }

    /// <summary>Chunks one behind the other give what one long sequence gives.</summary>
    [Theory]
    [InlineData(typeof(LstmChunks), typeof(LstmWhole))]
    [InlineData(typeof(GruChunks), typeof(GruWhole))]
    [InlineData(typeof(RnnChunks), typeof(RnnWhole))]
    public void Chunks_give_what_the_whole_sequence_gives(Type chunked, Type whole)
    {
        const int Rows = 3, Chunks = 4, Inputs = 5 * 4, Outputs = 5 * 2;
        var data = new Data(11);
        float[] input = data.Normals(Rows * Chunks * Inputs);
        Network network = Networks.Create(whole, 2), ofChunks = Networks.Create(chunked, 1);
        foreach ((string tensor, float[] values) in network.Parameters.Tensors())
        {
            ofChunks.Parameters[tensor].CopyFrom(values);
        }

        float[] expected = network.Predict(input);
        using TrainingSession session = Networks.StartTraining(ofChunks, new Sgd(0), Rows);
        Round();

        // Reset on demand, all that came before is forgotten.
        session.ResetState();
        Round();

        void Round()
        {
            for (int chunk = 0; chunk < Chunks; chunk++)
            {
                float[] piece = [.. Enumerable.Range(0, Rows).SelectMany(row => input.Skip(((row * Chunks) + chunk) * Inputs).Take(Inputs))];
                session.Forward(piece, new float[Rows * Outputs], []);
                float[] now = [.. Enumerable.Range(0, Rows).SelectMany(row => expected.Skip(((row * Chunks) + chunk) * Outputs).Take(Outputs))];
                Close.Equal(Array.ConvertAll(now, value => (double)value), session.Outputs(), chunked.Name + ": chunk " + chunk, 1e-6, floor: 1e-6);
                session.Backward();
                session.Update();
            }
        }
    }

    [Fact]
    public void Carried_states_are_saved_and_give_the_same_bits()
    {
        var data = new Data(8);
        float[] input = data.Normals(60), targets = data.Normals(30);
        byte[] weights = new LstmChunks(seed: 2).ToBytes();
        using var whole = LstmChunks.Load(weights).StartTraining(new Adam(1e-2f), batchSize: 3, threads: 3);
        using var other = LstmChunks.Load(weights).StartTraining(new Adam(1e-2f), batchSize: 3);
        whole.Step(input, targets);
        whole.Step(input, targets);
        using var file = new MemoryStream();
        whole.Save(file);
        file.Position = 0;
        other.Step(targets.Concat(targets).ToArray(), targets);
        other.Load(file);
        float expected = whole.Step(input, targets);
        Assert.Equal(expected, other.Step(input, targets));
        Assert.Equal(whole.Output.ToArray(), other.Output.ToArray());

        file.Position = 0;
        using var larger = LstmChunks.Load(weights).StartTraining(new Adam(1e-2f), batchSize: 4);
        WeightFileException refused = Assert.Throws<WeightFileException>(() => larger.Load(file));
        Assert.Contains("carried.lstm1.state", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_moves_on_with_Backward_row_by_row()
    {
        var data = new Data(9);
        float[] first = data.Normals(60), second = data.Normals(60), targets = data.Normals(30);
        byte[] weights = new GruChunks(seed: 2).ToBytes();
        using var session = GruChunks.Load(weights).StartTraining(new Sgd(0), batchSize: 3);
        float start = session.Forward(first, targets);
        Assert.Equal(start, session.Forward(first, targets));
        session.Backward();
        session.Update();
        Assert.NotEqual(start, session.Forward(first, targets));

        // The last row is not there for a step, and then goes on from where it was.
        session.ResetState();
        Assert.Equal(start, session.Step(first, targets));
        session.Step(second.AsSpan(0, 40), targets.AsSpan(0, 20));
        session.Step(second, targets);
        using var straight = GruChunks.Load(weights).StartTraining(new Sgd(0), batchSize: 3);
        straight.Step(first, targets);
        straight.Step(second, targets);
        Assert.Equal(straight.Output[20..].ToArray(), session.Output[20..].ToArray());
        Assert.NotEqual(straight.Output[..20].ToArray(), session.Output[..20].ToArray());

        // Prediction starts from zeros, whatever was trained on.
        Assert.Equal(GruChunks.Load(weights).Predict(first), ((GruChunks)session.Network).Predict(first));
        ArgumentOutOfRangeException noRow = Assert.Throws<ArgumentOutOfRangeException>(() => session.ResetState(3));
        Assert.Contains("row is 3; expected 0 to 2", noRow.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GruChunks.Load(weights).StartTraining(new Lbfgs(), batchSize: 3));
    }

    [Fact]
    public void A_check_of_gradients_runs_all_passes_from_the_same_states()
    {
        var data = new Data(10);
        float[] first = data.Normals(60), second = data.Normals(60), targets = data.Normals(30);
        using var session = new LstmChunks(seed: 2).StartTraining(new Sgd(0.1f), batchSize: 3, inputGradient: true);
        session.Step(first, targets);
        float loss = session.Forward(second, targets);
        GradientReport report = GradientCheck.Run(session, () => session.Forward(second, targets), second);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(loss, session.Forward(second, targets));
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

[Network, Input(5, 4), Lstm(7, layers: 2, stateful: true), Dense(2), MeanSquaredError]
public sealed partial class LstmChunks;

[Network, Input(20, 4), Lstm(7, layers: 2), Dense(2), MeanSquaredError]
public sealed partial class LstmWhole;

[Network, Input(20, 4), Gru(7, layers: 2), Dense(2), MeanSquaredError]
public sealed partial class GruWhole;

[Network, Input(20, 4), Rnn(7, layers: 2), Dense(2), MeanSquaredError]
public sealed partial class RnnWhole;

[Network, Input(5, 4, lengths: true), Lstm(7, layers: 2, stateful: true), Dense(2), MeanSquaredError]
public sealed partial class LstmLengthChunks;

[Network, Input(5, 4), Gru(7, layers: 2, stateful: true), Dense(2), MeanSquaredError]
public sealed partial class GruChunks;

[Network, Input(5, 4), Rnn(7, layers: 2, stateful: true), Dense(2), MeanSquaredError]
public sealed partial class RnnChunks;
