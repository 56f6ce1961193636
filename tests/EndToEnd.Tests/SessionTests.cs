using Espalier.EndToEnd.Tests.Reference;
using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Parameters, networks and sessions as separate things: sharing, publishing, the open step, saving and resuming.</summary>
public sealed class SessionTests
{
    private readonly Data _data = new(4);

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    public void A_saved_session_resumes_to_the_same_bits(string optimizer)
    {
        float[] input = _data.Normals(8 * 126);
        int[] labels = _data.Labels(8, 4);
        var network = new MixedNet(1);
        using MixedNet.Session session = network.StartTraining(Optimizers.Of(optimizer, 0.01f), 8, seed: 5);
        Steps(session, 7);
        session.LearningRate = 0.004f;
        var file = new MemoryStream();
        session.Save(file);
        float[] expected = Steps(session, 9);

        file.Position = 0;
        var other = new MixedNet(99);
        using MixedNet.Session resumed = other.StartTraining(Optimizers.Of(optimizer, 0.01f), 8, threads: 2, seed: 77);
        resumed.Load(file);
        Assert.Equal(7, resumed.Steps);
        Assert.Equal(0.004f, resumed.LearningRate);
        Close.Same(expected, Steps(resumed, 9), "losses");
        Assert.Equal(network.ToBytes(), other.ToBytes());

        float[] Steps(MixedNet.Session each, int count)
        {
            float[] losses = new float[count];
            for (int i = 0; i < count; i++)
            {
                losses[i] = each.Step(input, labels);
            }

            return losses;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_on_memory_of_the_session_reads_what_stood_there(int threads)
    {
        float[] input = _data.Normals(6 * 5), targets = _data.Normals(6 * 5);
        Assert.Equal(StepOn(session => session.Output.ToArray()), StepOn(session => session.Output));
        Assert.Equal(StepOn(session => Gradients(session).ToArray()), StepOn(Gradients));

        ReadOnlySpan<float> Gradients(RoundNet.Session session) => session.Gradients.All.Values[..(6 * 5)];

        byte[] StepOn(Source source)
        {
            var network = new RoundNet(1);
            using RoundNet.Session session = network.StartTraining(new Sgd(0.1f), 6, threads);
            session.Forward(input, targets);
            session.Backward();
            session.Step(source(session), targets);
            return network.ToBytes();
        }
    }

    private delegate ReadOnlySpan<float> Source(RoundNet.Session session);

    [Fact]
    public void Parts_of_a_batch_add_up_to_the_batch()
    {
        float[] input = _data.Normals(6 * 64);
        int[] labels = _data.Labels(6, 3);
        using PlainNet.Session whole = new PlainNet(1).StartTraining(new Sgd(0.1f), 6);
        whole.Forward(input, labels);
        whole.Backward();

        using PlainNet.Session parts = new PlainNet(1).StartTraining(new Sgd(0.1f), 6);
        for (int part = 0; part < 3; part++)
        {
            parts.Forward(input.AsSpan(part * 128, 128), labels.AsSpan(part * 2, 2));
            parts.Backward();
        }

        Gradients sum = parts.Gradients.All;
        sum.Scale(1 / 3f);
        foreach ((string tensor, float[] gradient) in whole.Gradients.All.Tensors())
        {
            Close.Equal(gradient, sum[tensor].ToArray(), tensor);
        }

        whole.Update();
        parts.Update();
        foreach ((string tensor, float[] values) in whole.Parameters.Tensors())
        {
            Close.Equal(values, parts.Parameters[tensor].ToArray(), tensor);
        }

        // The next step starts from nothing again.
        parts.Forward(input, labels);
        parts.Backward();
        double norm = parts.Gradients.All.Norm();
        parts.Update();
        parts.Forward(input, labels);
        parts.Backward();
        Assert.True(parts.Gradients.All.Norm() < 1.5 * norm);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_first_backward_replaces_the_gradients_and_the_next_ones_add(int threads)
    {
        // Batches of as many samples and of fewer than kernels need to take the last outputs by themselves.
        float[] many = _data.Normals(20 * 150), few = _data.Normals(5 * 150);
        int[] labelsOfMany = _data.Labels(20, 3), labelsOfFew = _data.Labels(5, 3);
        using WideNet.Session session = new WideNet(1).StartTraining(new Sgd(0), 20, threads);
        Dictionary<string, float[]> first = Backward(many, labelsOfMany), both = Backward(few, labelsOfFew);
        session.Update();
        Dictionary<string, float[]> second = Backward(few, labelsOfFew);
        session.Update();
        Dictionary<string, float[]> again = Backward(many, labelsOfMany);
        foreach ((string tensor, float[] gradient) in first)
        {
            Close.Same(gradient, again[tensor], tensor);
            Close.Equal([.. gradient.Zip(second[tensor], (one, two) => one + two)], both[tensor], tensor);
        }

        // Gradients that were not finite leave nothing behind.
        session.Gradients.All["dense1.weight"].CopyFrom([.. Enumerable.Repeat(float.NaN, 150 * 114)]);
        Assert.Throws<NonFiniteGradientException>(session.Update);
        foreach ((string tensor, float[] gradient) in Backward(many, labelsOfMany))
        {
            Close.Same(gradient, first[tensor], tensor);
        }

        session.Update();

        Dictionary<string, float[]> Backward(float[] input, int[] labels)
        {
            session.Forward(input, labels);
            session.Backward();
            return session.Gradients.All.Tensors().ToDictionary(pair => pair.Name, pair => pair.Values);
        }
    }

    [Fact]
    public void A_step_is_forward_backward_and_update()
    {
        float[] input = _data.Normals(6 * 64);
        int[] labels = _data.Labels(6, 3);
        PlainNet one = new(1), three = new(1);
        using PlainNet.Session closed = one.StartTraining(new Adam(0.01f), 6), open = three.StartTraining(new Adam(0.01f), 6);
        for (int i = 0; i < 3; i++)
        {
            float loss = open.Forward(input, labels);
            Assert.Equal(loss, open.Loss);
            open.Backward();
            open.Update();
            Assert.Equal(loss, closed.Step(input, labels));
        }

        Assert.Equal(one.ToBytes(), three.ToBytes());
    }

    [Fact]
    public void Labels_of_any_integer_mean_the_same()
    {
        float[] input = _data.Normals(6 * 64);
        int[] labels = _data.Labels(6, 3);
        byte[] ints = Train(session => session.Step(input, labels));
        Assert.Equal(ints, Train(session => session.Step(input, Array.ConvertAll(labels, label => (byte)label))));
        Assert.Equal(ints, Train(session => session.Step(input, Array.ConvertAll(labels, label => (long)label))));

        static byte[] Train(Action<PlainNet.Session> step)
        {
            var network = new PlainNet(1);
            using PlainNet.Session session = network.StartTraining(new Sgd(0.1f), 6);
            step(session);
            return network.ToBytes();
        }
    }

    [Fact]
    public void Without_a_loss_the_user_supplies_the_gradient()
    {
        // The gradient of the mean squared error, by hand, on the twin of a network that has the loss.
        float[] input = _data.Normals(4 * 60), targets = _data.Normals(4 * 90);
        var declared = new ImageToImageNet(1);
        var free = new ImageToImageNet(1);
        using ImageToImageNet.Session with = declared.StartTraining(new Sgd(0.1f), 4), without = free.StartTraining(new Sgd(0.1f), 4);
        with.Step(input, targets);
        without.Forward(input);
        for (int i = 0; i < targets.Length; i++)
        {
            without.OutputGradient[i] = 2 * (without.Output[i] - targets[i]) / targets.Length;
        }

        without.Backward();
        without.Update();
        foreach ((string tensor, float[] values) in declared.Parameters.Tensors())
        {
            Close.Equal(values, free.Parameters[tensor].ToArray(), tensor);
        }
    }

    [Fact]
    public void A_network_without_a_loss_learns_from_given_gradients()
    {
        var network = new PolicyNet(2);
        using PolicyNet.Session session = network.StartTraining(new Adam(0.02f), 16);
        float[] input = _data.Normals(16 * 6), wanted = _data.Normals(16 * 2);
        double error = 0;
        for (int step = 0; step < 600; step++)
        {
            session.Forward(input);
            error = 0;
            for (int i = 0; i < wanted.Length; i++)
            {
                float difference = session.Output[i] - wanted[i];
                session.OutputGradient[i] = difference / 16;
                error += difference * difference / wanted.Length;
            }

            session.Backward();
            session.Update();
        }

        Assert.True(error < 0.05, "The error is " + error + ".");
    }

    [Fact]
    public void Networks_share_parameters_and_swap_them()
    {
        float[] input = _data.Normals(64);
        var first = new PlainNet(1);
        var twin = new PlainNet(first.Parameters);
        var other = new PlainNet(2);
        Close.Same(first.Predict(input), twin.Predict(input), "twin");
        float[] expected = other.Predict(input);
        twin.Swap(other.Parameters);
        Close.Same(expected, twin.Predict(input), "swapped");
        Assert.NotEqual(expected, first.Predict(input));
        Assert.Same(other.Parameters, twin.Parameters);

        var foreign = Assert.Throws<ArgumentException>(() => twin.Swap(new XorNet(1).Parameters));
        Assert.Contains("XorNet", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("PlainNet", foreign.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_on_a_copy_shows_nothing_until_it_publishes()
    {
        float[] input = _data.Normals(6 * 126);
        int[] labels = _data.Labels(6, 4);
        var network = new MixedNet(1);
        float[] before = network.Predict(input);
        using MixedNet.Session session = network.StartTraining(new Sgd(0.1f), 6, copy: true);
        session.Step(input, labels);
        Close.Same(before, network.Predict(input), "before publishing");
        session.Publish();
        float[] published = network.Predict(input);
        Assert.NotEqual(before, published);
        Close.Same(new MixedNet(session.Parameters).Predict(input), published, "published");
        session.Step(input, labels);
        Close.Same(published, network.Predict(input), "after another step");
    }

    [Fact]
    public void Without_a_copy_prediction_follows_every_step()
    {
        float[] input = _data.Normals(6 * 126);
        var network = new MixedNet(1);
        using MixedNet.Session session = network.StartTraining(new Sgd(0.1f), 6);
        float[] last = network.Predict(input);
        for (int i = 0; i < 3; i++)
        {
            session.Step(input, _data.Labels(6, 4));
            float[] now = network.Predict(input);
            Assert.NotEqual(last, now);
            Close.Same(MixedNet.Load(network.ToBytes()).Predict(input), now, "the folded batch norms are those of step " + i);
            last = now;
        }
    }

    [Fact]
    public void Written_values_are_read_by_prediction_and_training()
    {
        float[] input = _data.Normals(6 * 126);
        var network = new MixedNet(1);
        using MixedNet.Session session = network.StartTraining(new Sgd(0.1f), 6);
        session.Step(input, _data.Labels(6, 4));
        float[] before = network.Predict(input);
        network.Conv1.Weight[0, 1, 2, 0] += 1;
        network.BatchNorm1.RunningMean.Fill(0.5f);
        float[] after = network.Predict(input);
        Assert.NotEqual(before, after);
        Close.Same(MixedNet.Load(network.ToBytes()).Predict(input), after, "written");

        // Backward through transposed copies: they must follow as well.
        using MixedNet.Session fresh = new MixedNet(NetworkParameters.Load(MixedNet.Layout, network.ToBytes())).StartTraining(new Sgd(0.1f), 6);
        int[] labels = _data.Labels(6, 4);
        session.Forward(input, labels);
        fresh.Forward(input, labels);
        Assert.Equal(4, network.Dense2.Bias.Length);
    }

    [Fact]
    public void What_is_frozen_at_run_time_stays_until_it_thaws()
    {
        float[] input = _data.Normals(6 * 64);
        int[] labels = _data.Labels(6, 3);
        var network = new PlainNet(1);
        using PlainNet.Session session = network.StartTraining(new Sgd(0.1f, momentum: 0.9f), 6);
        session.Step(input, labels);
        session.Freeze("Conv1");
        session.Freeze("dense1.bias");
        float[] weight = network.Conv1.Weight.ToArray(), bias = network.Dense1.Bias.ToArray(), other = network.Dense1.Weight.ToArray();
        session.Step(input, labels);
        Close.Same(weight, network.Conv1.Weight.ToArray(), "conv1.weight");
        Close.Same(bias, network.Dense1.Bias.ToArray(), "dense1.bias");
        Assert.NotEqual(other, network.Dense1.Weight.ToArray());
        session.Unfreeze("Conv1");
        session.Step(input, labels);
        Assert.NotEqual(weight, network.Conv1.Weight.ToArray());
        Close.Same(bias, network.Dense1.Bias.ToArray(), "dense1.bias");
    }

    /// <summary>Values may share memory: what is there no more is refused, never another layer's.</summary>
    [Theory]
    [InlineData(typeof(ImageToImageNet))]
    [InlineData(typeof(PlainNet))]
    [InlineData(typeof(MixedNet))]
    [InlineData(typeof(ChainNet))]
    [InlineData(typeof(Cases.FlattenThenActivationCase))]
    [InlineData(typeof(Cases.ResidualNetCase))]
    public void Activations_are_read_by_name(Type type)
    {
        Network network = Networks.Create(type, 1);
        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), 4);
        float[] input = _data.Normals(3 * network.Description.InputLength);
        session.Forward(input, _data.Normals(3 * network.Description.OutputLength), [0, 1, 2]);
        ReferenceNetwork reference = ReferenceNetwork.Of(type, network.Parameters.Tensors());
        double[] exact = Array.ConvertAll(input, value => (double)value);
        Dictionary<string, Batch> shapes = reference.Run(exact, 3, training: false);
        DeclaredLayer[] layers = [.. reference.Layers.Where(layer => shapes.ContainsKey(layer.Name))];
        foreach (DeclaredLayer dropout in layers.Where(layer => layer.Kind == "Dropout"))
        {
            reference.SetDropped(dropout.Name, new bool[shapes[dropout.Name].Values.Length]);
        }

        int readable = 0;
        bool isKnown = true;
        foreach (DeclaredLayer layer in layers)
        {
            float[] values = new float[shapes[layer.Name].Values.Length];
            try
            {
                session.Activation(layer.Name, values);
                readable++;
            }
            catch (ArgumentException)
            {
                // Without the mask of a dropout, nothing below it is known.
                isKnown &= layer.Kind != "Dropout";
                continue;
            }

            if (layer.Kind == "Dropout")
            {
                reference.SetDropped(layer.Name, Array.ConvertAll(values, value => value == 0));
            }

            if (isKnown)
            {
                Close.Equal(reference.Run(exact, 3, training: true)[layer.Name].Values, values, layer.Name);
            }
        }

        Assert.True(readable > 0, "No activation can be read.");
    }

    [Fact]
    public void Dropout_drops_its_share_anew_in_every_forward_pass_and_the_gradient_with_it()
    {
        using DropoutNet.Session session = new DropoutNet(1).StartTraining(new Sgd(0.1f), 4, seed: 3, inputGradient: true);
        float[] input = new float[4 * 999];
        Array.Fill(input, 1f);
        float[]? last = null;
        for (int i = 0; i < 5; i++)
        {
            session.Forward(input);
            float[] output = session.Output.ToArray();
            int dropped = output.Count(value => value == 0);
            Assert.InRange(dropped / (float)output.Length, 0.27f, 0.33f);
            Assert.All(output, value => Assert.True(value == 0 || Math.Abs(value - 1 / 0.7f) < 1e-6f));
            Assert.NotEqual(last, output);
            last = output;
            session.OutputGradient.Fill(1);
            session.Backward();
            Close.Same(output, session.InputGradient, "input gradient");
            session.Update();
        }

        Close.Same(input, new DropoutNet(1).Predict(input), "prediction");
    }

    [Fact]
    public void The_rate_can_change_and_zero_learns_nothing()
    {
        var network = new XorNet(1);
        using XorNet.Session session = network.StartTraining(new Sgd(0.5f), 4);
        Assert.Equal(0.5f, session.LearningRate);
        session.LearningRate = 0;
        byte[] before = network.ToBytes();
        session.Step([0, 0, 0, 1, 1, 0, 1, 1], (int[])[0, 1, 1, 0]);
        Assert.Equal(before, network.ToBytes());
    }
}

/// <summary>Its output can be its input.</summary>
[Network, Input(5), Dense(12), Tanh, Dense(5), MeanSquaredError]
public sealed partial class RoundNet;
