using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Sessions;

/// <summary>Groups, decay, clipping and gradients that are not finite.</summary>
public sealed class UpdateTests
{
    private const int Inputs = 70;
    private const int Outputs = 40;

    [Fact]
    public void Biases_do_not_decay_unless_asked_to()
    {
        Assert.Equal((0.95f, 1f), After(new Sgd(0.1f, weightDecay: 0.5f)));
        Assert.Equal((0.95f, 0.95f), After(new Sgd(0.1f, weightDecay: 0.5f) { DecayBiases = true }));
        Assert.Equal((0.95f, 1f), After(new AdamW(0.1f, weightDecay: 0.5f)));
    }

    [Fact]
    public void The_first_group_that_names_a_tensor_decides()
    {
        var sgd = new Sgd(0.1f, weightDecay: 0.5f);
        Assert.Equal((0.975f, 1f), After(sgd, new ParameterGroup("*.weight", rateFactor: 0.5f)));
        Assert.Equal((1f, 0.9f), After(sgd, new ParameterGroup("*.bias", weightDecay: 1), new ParameterGroup("Dense1", rateFactor: 0)));
        Assert.Equal((0.8f, 0.8f), After(sgd, new ParameterGroup("Dense?", 2, 1), new ParameterGroup("*.bias", weightDecay: 0)));
    }

    [Fact]
    public void Groups_can_change_between_steps_and_keep_what_is_frozen()
    {
        using ScalarNet.Session session = Start(new Sgd(0.1f, weightDecay: 0.5f));
        session.Freeze("*.weight");
        session.Groups = [new ParameterGroup("*", rateFactor: 2, weightDecay: 0.5f)];
        Step(session, 0);
        Assert.Equal((1f, 0.9f), Values(session));
        session.Unfreeze("Dense1");
        session.LearningRate = 0.2f;
        session.Groups = [];
        Step(session, 0);
        Assert.Equal((0.9f, 0.9f), Values(session));
    }

    [Fact]
    public void A_group_that_names_nothing_is_refused()
    {
        using ScalarNet.Session session = Start(new Sgd(0.1f));
        session.Groups = [new ParameterGroup("Dense1")];
        var thrown = Assert.Throws<ArgumentException>(() => session.Groups = [new ParameterGroup("Conv*")]);
        Assert.Contains("value is 'Conv*'; expected a layer of ScalarNet", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("Dense1", Assert.Single(session.Groups).Pattern);
        Assert.Throws<ArgumentException>(() => new ParameterGroup("a\nb"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Clipping_by_norm_keeps_the_direction(int threads)
    {
        using ScalarNet.Session plain = Start(new Sgd(1), threads);
        using ScalarNet.Session clipped = Start(new Sgd(1) { Clip = Clipping.ByNorm(0.5f) }, threads);
        Step(plain, 3);
        Step(clipped, 3);
        Assert.InRange(plain.GradientNorm, 1, 1000);
        Assert.Equal(plain.GradientNorm, clipped.GradientNorm);
        Assert.Equal(plain.Gradients.Norm(), plain.GradientNorm, plain.GradientNorm * 1e-6);
        Assert.Equal(0.5, clipped.Gradients.Norm(), 1e-5);
        double factor = 0.5 / plain.GradientNorm;
        foreach (string tensor in new[] { "dense.weight", "dense.bias" })
        {
            float[] all = plain.Gradients[tensor].ToArray(), less = clipped.Gradients[tensor].ToArray();
            Assert.All(all.Zip(less), pair => Assert.Equal(pair.First * factor, pair.Second, 1e-6));
            Assert.All(less.Zip(clipped.Parameters[tensor].ToArray()), pair => Assert.Equal(1 - pair.First, pair.Second, 1e-6));
        }
    }

    [Fact]
    public void A_norm_within_the_bound_changes_nothing()
    {
        using ScalarNet.Session plain = Start(new Adam(0.1f));
        using ScalarNet.Session clipped = Start(new Adam(0.1f) { Clip = Clipping.ByNorm(1e6f) });
        Step(plain, 3);
        Step(clipped, 3);
        Assert.Equal(Data.Bits(plain.Parameters.Values), Data.Bits(clipped.Parameters.Values));
    }

    [Fact]
    public void Clipping_by_value_bounds_each_gradient()
    {
        using ScalarNet.Session plain = Start(new Sgd(1));
        using ScalarNet.Session clipped = Start(new Sgd(1) { Clip = Clipping.ByValue(0.01f) });
        Step(plain, 3);
        Step(clipped, 3);
        float[] expected = [.. plain.Gradients.Values.ToArray().Select(gradient => Math.Clamp(gradient, -0.01f, 0.01f))];
        Assert.Contains(0.01f, expected);
        Assert.Contains(-0.01f, expected);
        Assert.Equal(expected, clipped.Gradients.Values.ToArray());
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-22f)]
    [InlineData(1f)]
    [InlineData(1e25f)]
    public void The_norm_neither_overflows_nor_vanishes(float size)
    {
        using ScalarNet.Session session = Start(new Sgd(0));
        session.Forward(new float[Inputs], [0]);
        session.Backward();
        float[] gradients = new float[Inputs * Outputs];
        gradients.AsSpan().Fill(size);
        session.Gradients["dense.weight"].CopyFrom(gradients);
        session.Gradients["dense.bias"].CopyFrom(new float[Outputs]);
        session.Update();
        Assert.Equal(Math.Sqrt(gradients.Length), session.GradientNorm / size, 1e-4);
    }

    [Fact]
    public void Frozen_tensors_are_no_part_of_the_norm()
    {
        using ScalarNet.Session session = Start(new Sgd(0));
        session.Freeze("dense.weight");
        Step(session, 3);
        double sum = session.Gradients["dense.bias"].ToArray().Sum(gradient => (double)gradient * gradient);
        Assert.Equal(Math.Sqrt(sum), session.GradientNorm, 1e-6);
    }

    [Theory]
    [InlineData("dense.weight", float.NaN, 1)]
    [InlineData("dense.bias", float.NegativeInfinity, 3)]
    public void Gradients_that_are_not_finite_change_nothing(string tensor, float gradient, int threads)
    {
        using ScalarNet.Session session = Start(new Adam(0.1f) { Clip = Clipping.ByValue(1) }, threads);
        Step(session, 3);
        uint[] before = Bits(session);
        session.Forward(new float[Inputs], [0]);
        session.Backward();
        float[] gradients = session.Gradients[tensor].ToArray();
        gradients[^1] = gradient;
        session.Gradients[tensor].CopyFrom(gradients);
        var thrown = Assert.Throws<NonFiniteGradientException>(session.Update);
        Assert.Equal(tensor, thrown.Tensor);
        Assert.StartsWith($"The gradient of {tensor} holds {(float.IsNaN(gradient) ? "NaN" : "-Infinity")};", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(session.Update);
        Assert.Equal(1, session.Steps);
        Assert.Equal(before, Bits(session));
        Step(session, 4);
        Assert.True(double.IsFinite(session.GradientNorm));
        session.Freeze(tensor);
        session.Forward(new float[Inputs], [0]);
        session.Backward();
        session.Gradients[tensor].CopyFrom(gradients);
        session.Update();

        static uint[] Bits(ScalarNet.Session of) => Data.Bits([.. of.Parameters["dense.weight"].ToArray(), .. of.Parameters["dense.bias"].ToArray()]);
    }

    [Fact]
    public void Groups_and_clipping_give_the_same_bits_on_any_number_of_threads_and_allocate_nothing()
    {
        uint[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using ScalarNet.Session session = Start(new AdamW(0.1f) { Clip = Clipping.ByNorm(0.3f) }, threads);
            session.Groups = [new ParameterGroup("dense.bias", rateFactor: 0.5f)];
            float[] input = Data.Floats(Inputs * 4, 3);
            int[] labels = Data.Labels(4, Outputs, 3);
            session.Step(input, labels);
            Assert.Equal(0, Allocations.OfCaller(() => session.Step(input, labels)));
            expected ??= Data.Bits(session.Parameters.Values);
            Assert.Equal(expected, Data.Bits(session.Parameters.Values));
        }
    }

    private static ScalarNet.Session Start(Optimizer optimizer, int threads = 1)
    {
        var parameters = new NetworkParameters(ScalarNet.Describe(Inputs, Outputs));
        foreach (string tensor in new[] { "dense.weight", "dense.bias" })
        {
            float[] ones = new float[parameters[tensor].Length];
            ones.AsSpan().Fill(1);
            parameters[tensor].CopyFrom(ones);
        }

        return new ScalarNet(parameters).StartTraining(optimizer, 4, threads);
    }

    /// <summary>A step on a batch, or with gradients that are all zero.</summary>
    private static void Step(ScalarNet.Session session, int batch)
    {
        if (batch > 0)
        {
            float[] input = [.. Data.Floats(Inputs * 4, batch).Select(value => value * 10)];
            session.Step(input, Data.Labels(4, Outputs, batch));
            return;
        }

        session.Forward(new float[Inputs], [0]);
        session.Backward();
        session.Gradients.Scale(0);
        session.Update();
    }

    private static (float Weight, float Bias) Values(ScalarNet.Session session)
        => (session.Parameters["dense.weight"][1, 1], session.Parameters["dense.bias"][1]);

    private static (float Weight, float Bias) After(Optimizer optimizer, params ParameterGroup[] groups)
    {
        using ScalarNet.Session session = Start(optimizer);
        session.Groups = groups;
        Step(session, 0);
        return Values(session);
    }
}
