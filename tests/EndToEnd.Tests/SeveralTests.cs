using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Several inputs, outputs and losses by their names, and labels for each pixel.</summary>
[Collection(nameof(Alone))]
public sealed class SeveralTests
{
    private const int Batch = 9;

    private readonly Data _data = new(3);
    private readonly float[] _image;
    private readonly float[] _hints;
    private readonly int[] _digit;
    private readonly float[] _angle;

    public SeveralTests() => (_image, _hints, _digit, _angle) = (_data.Normals(Batch * 60), _data.Normals(Batch * 3), _data.Labels(Batch, 4), _data.Normals(Batch));

    [Theory]
    [InlineData(1)]
    [InlineData(Batch)]
    public void Prediction_by_name_is_prediction_of_all(int count)
    {
        var network = new TwoHeads(1);
        float[] packed = network.Predict([.. _image[..(count * 60)], .. _hints[..(count * 3)]]);
        float[] digit = new float[count * 4], angle = new float[count];
        network.Predict(_image.AsSpan(0, count * 60), _hints.AsSpan(0, count * 3), digit, angle);
        Close.Same(packed, [.. digit, .. angle], "by name");

        using TwoHeads.Predictor predictor = network.StartPrediction(Batch, 2);
        float[] digit2 = new float[digit.Length], angle2 = new float[count];
        predictor.Predict(_image.AsSpan(0, count * 60), _hints.AsSpan(0, count * 3), digit2, angle2);
        Close.Same(packed, [.. digit2, .. angle2], "over threads");
        Assert.Equal(digit.AsSpan(0, 4).IndexOf(digit[..4].Max()), network.Classify(_image.AsSpan(0, 60), _hints.AsSpan(0, 3)));
    }

    [Fact]
    public void A_description_names_them()
    {
        Assert.Equal(["image", "hints"], TwoHeads.Layout.Inputs.ToArray().Select(input => input.Name));
        Assert.Equal(["digit", "angle"], TwoHeads.Layout.Outputs.ToArray().Select(output => output.Name));
        Assert.Equal(63, TwoHeads.Layout.InputLength);
        Assert.Equal(["policy", "value"], ActorCritic.Layout.Outputs.ToArray().Select(output => output.Name));
        Assert.Equal("state", ActorCritic.Layout.Inputs[0].Name);
    }

    [Fact]
    public void The_loss_is_the_sum_of_the_weighted_losses()
    {
        using TwoHeads.Session session = new TwoHeads(1).StartTraining(new Sgd(0.1f), Batch, inputGradient: true);
        float loss = session.Forward(_image, _hints, _digit, _angle);
        Assert.Equal(loss, session.LossOf("digit") + session.LossOf("angle") / 2, 1e-6f);
        Assert.Equal(loss, session.Loss);
        Assert.Equal(Batch * 4, session.OutputOf("digit").Length);
        Assert.Equal(Batch, session.OutputGradientOf("angle").Length);
        session.Backward();
        Assert.Equal(Batch * 3, session.InputGradientOf("hints").Length);
        Assert.Contains("digit, angle", Assert.Throws<ArgumentException>(() => session.OutputOf("Digit").ToArray()).Message, StringComparison.Ordinal);
        Assert.Contains("image, hints", Assert.Throws<ArgumentException>(() => session.InputGradientOf("digit").ToArray()).Message, StringComparison.Ordinal);
        Assert.Contains("digit, angle", Assert.Throws<ArgumentException>(() => session.LossOf("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_bytes_ints_or_longs_and_steps_are_the_packed_ones()
    {
        byte[][] weights =
        [
            Train(session => session.Step(_image, _hints, _digit, _angle)),
            Train(session => session.Step(_image, _hints, Array.ConvertAll(_digit, label => (byte)label), _angle)),
            Train(session => session.Step(_image, _hints, Array.ConvertAll(_digit, label => (long)label), _angle)),
            Train(session =>
            {
                session.ForwardPacked([.. _image, .. _hints], _digit, _angle);
                session.Backward();
                session.Update();
            }),
        ];
        Assert.All(weights, each => Assert.Equal(weights[0], each));

        static byte[] Train(Action<TwoHeads.Session> step)
        {
            var network = new TwoHeads(1);
            using TwoHeads.Session session = network.StartTraining(new Adam(0.01f), Batch, seed: 5);
            for (int i = 0; i < 3; i++)
            {
                step(session);
            }

            return network.ToBytes();
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        byte[] expected = Train(1);
        foreach (int threads in (ReadOnlySpan<int>)[2, 3, 5])
        {
            Assert.Equal(expected, Train(threads));
        }

        byte[] Train(int threads)
        {
            var network = new TwoHeads(1);
            var pixels = new PixelNet(1);
            using TwoHeads.Session session = network.StartTraining(new Adam(0.01f), Batch, threads, seed: 5);
            using PixelNet.Session pixelSession = pixels.StartTraining(new Adam(0.01f), 3, threads);
            var data = new Data(8);
            float[] images = data.Normals(3 * 96);
            int[] labels = Array.ConvertAll(data.Labels(3 * 48, 4), label => label == 3 ? 9 : label);
            for (int i = 0; i < 10; i++)
            {
                session.Step(_image, _hints, _digit, _angle);
                pixelSession.Step(images, labels);
            }

            return [.. network.ToBytes(), .. pixels.ToBytes()];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_is_allocated(int threads)
    {
        var network = new TwoHeads(1);
        var actor = new ActorCritic(1);
        using TwoHeads.Session session = network.StartTraining(new Adam(0.001f), Batch, threads, inputGradient: true);
        using ActorCritic.Session acting = actor.StartTraining(new Adam(0.001f), Batch, threads);
        using TwoHeads.Predictor predictor = network.StartPrediction(Batch, threads);
        float[] digit = new float[Batch * 4], angle = new float[Batch], states = _data.Normals(Batch * 6);
        AllocationTests.AssertNothing(() =>
        {
            network.Predict(_image, _hints, digit, angle);
            network.Classify(_image.AsSpan(0, 60), _hints.AsSpan(0, 3));
            predictor.Predict(_image, _hints, digit, angle);
            session.Step(_image, _hints, _digit, _angle);
            _ = session.LossOf("angle") + session.InputGradientOf("image")[0];
            acting.Forward(states);
            acting.OutputGradientOf("value").Fill(0.1f);
            acting.Backward();
            acting.Update();
        });
    }

    [Fact]
    public void A_session_goes_on_where_it_was_saved()
    {
        var network = new TwoHeads(1);
        using TwoHeads.Session session = network.StartTraining(new Adam(0.01f), Batch, seed: 5);
        session.Step(_image, _hints, _digit, _angle);
        using var saved = new MemoryStream();
        session.Save(saved);
        session.Step(_image, _hints, _digit, _angle);

        var again = new TwoHeads(2);
        using TwoHeads.Session resumed = again.StartTraining(new Adam(0.01f), Batch, seed: 9);
        saved.Position = 0;
        resumed.Load(saved);
        resumed.Step(_image, _hints, _digit, _angle);
        Assert.Equal(network.ToBytes(), again.ToBytes());
    }

    [Fact]
    public void Wrong_lengths_name_the_span_and_change_nothing()
    {
        var network = new TwoHeads(1);
        byte[] before = network.ToBytes();
        using TwoHeads.Session session = network.StartTraining(new Sgd(0.1f), Batch);
        float[] digit = new float[Batch * 4], spoilt = [.. _hints];
        spoilt[4] = float.NaN;
        Named("hints has 26 floats; 9 samples of 3 need 27", () => network.Predict(_image, _hints.AsSpan(1), digit, _angle));
        Named("image has 539 floats; TwoHeads takes 2×6×5 = 60 a sample", () => network.Predict(_image.AsSpan(1), _hints, digit, _angle));
        Named("angle has 8 floats; 9 samples of 1 need 9", () => network.Predict(_image, _hints, digit, _angle.AsSpan(1)));
        Named("digit overlaps hints", () => network.Predict(_image.AsSpan(0, 60), digit.AsSpan(0, 3), digit.AsSpan(2, 4), _angle.AsSpan(0, 1)));
        Named("digit overlaps angle", () => network.Predict(_image.AsSpan(0, 60), _hints.AsSpan(0, 3), digit.AsSpan(0, 4), digit.AsSpan(3, 1)));
        Named("hints has 24 floats; 9 samples of 3 need 27", () => session.Step(_image, _hints.AsSpan(3), _digit, _angle));
        Named("digit has 8 entries; input holds 9 samples", () => session.Step(_image, _hints, _digit.AsSpan(1), _angle));
        Named("angle has 8 floats; 9 samples need 1 each", () => session.Step(_image, _hints, _digit, _angle.AsSpan(1)));
        Named("hints holds NaN at position 1 of sample 1", () => session.Step(_image, spoilt, _digit, _angle));
        Named("digit[2] is 4; expected 0 to 3", () => session.Step(_image, _hints, [0, 0, 4, 0, 0, 0, 0, 0, 0], _angle));
        Named("labels has 8 entries; 9 samples need 1 each", () => session.ForwardPacked([.. _image, .. _hints], _digit.AsSpan(1), _angle));
        Assert.Equal(before, network.ToBytes());

        static void Named(string message, Action action) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_of_two_outputs_add_up()
    {
        float[] states = _data.Normals(Batch * 6), policy = _data.Normals(Batch * 2), value = _data.Normals(Batch);
        float[] both = Gradient(policy, value), first = Gradient(policy, new float[Batch]), second = Gradient(new float[Batch * 2], value);
        for (int i = 0; i < both.Length; i++)
        {
            Assert.Equal(first[i] + second[i], both[i], 1e-5f);
        }

        float[] Gradient(float[] policy, float[] value)
        {
            using ActorCritic.Session session = new ActorCritic(1).StartTraining(new Sgd(0), Batch);
            session.Forward(states);
            policy.CopyTo(session.OutputGradientOf("policy"));
            value.CopyTo(session.OutputGradientOf("value"));
            session.Backward();
            return session.Gradients.Dense1.Weight.ToArray();
        }
    }

    [Fact]
    public void A_gradient_may_be_added_beside_that_of_a_loss()
    {
        using var session = new Cases.OutputBesideLossCase(1).StartTraining(new Sgd(0), 2);
        session.Forward(_data.Normals(12), [1, 2]);
        Assert.All(session.OutputGradientOf("features").ToArray(), gradient => Assert.Equal(0, gradient));
        session.OutputGradientOf("features").Fill(1);
        session.Backward();
        Assert.All(session.Gradients.Dense3.Bias.ToArray(), gradient => Assert.Equal(2, gradient));
    }

    [Fact]
    public void Pixels_have_labels_and_unknown_ones_count_for_nothing()
    {
        var network = new PixelNet(1);
        using PixelNet.Session session = network.StartTraining(new Adam(0.01f), 2);
        float[] images = _data.Normals(2 * 96);
        int[] labels = _data.Labels(2 * 48, 3);
        float first = session.Step(images, labels);
        Array.Fill(labels, 9);
        Assert.Equal(0, session.Forward(images, labels));
        session.Backward();
        Assert.All(session.Gradients.All.Tensors().SelectMany(tensor => tensor.Values), gradient => Assert.Equal(0, gradient));
        labels[5] = 2;
        Assert.True(float.IsFinite(session.Forward(images, labels)) && float.IsFinite(first));
        Assert.Contains("labels has 95 entries; input holds 2 samples, expected 48 each", Assert.ThrowsAny<ArgumentException>(() => session.Step(images, labels.AsSpan(1))).Message, StringComparison.Ordinal);
        Assert.Contains("labels[3] is 4; expected 0 to 2, or 9", Assert.ThrowsAny<ArgumentException>(() => session.Step(images, [.. labels[..3], 4, .. labels[4..]])).Message, StringComparison.Ordinal);

        // Predict gives the scores class by class: 3×8×6.
        float[] scores = network.Predict(images);
        session.Forward(images);
        Close.Equal(Array.ConvertAll(scores, score => (double)score), session.Output, "scores", 1e-5);
        Assert.Null(typeof(PixelNet).GetMethod("Classify"));
    }
}
