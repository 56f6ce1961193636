using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Wrong data at the public edge: an exception that names what, the value and the expectation, and nothing changed.</summary>
public sealed class BadInputTests
{
    private readonly PlainNet _network = new(1);
    private readonly Data _data = new(8);

    [Theory]
    [InlineData(0, 3, "64")]
    [InlineData(63, 3, "63")]
    [InlineData(65, 3, "65")]
    [InlineData(64, 2, "2")]
    [InlineData(64, 4, "4")]
    [InlineData(128, 3, "6")]
    public void Prediction_with_wrong_lengths(int inputs, int outputs, string named)
    {
        var exception = Assert.Throws<ArgumentException>(() => _network.Predict(new float[inputs], new float[outputs]));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prediction_into_its_own_input()
    {
        float[] both = new float[128];
        Assert.Throws<ArgumentException>(() => _network.Predict(both.AsSpan(0, 64), both.AsSpan(10, 3)));
    }

    [Theory]
    [InlineData(64 * 4, 3)]
    [InlineData(64 * 4 + 1, 4)]
    [InlineData(0, 0)]
    [InlineData(64 * 9, 9)]
    public void Training_with_wrong_lengths_or_above_the_capacity(int inputs, int labels)
    {
        using PlainNet.Session session = _network.StartTraining(new Sgd(0.1f), batchSize: 8);
        Unchanged(() => Assert.ThrowsAny<ArgumentException>(() => session.Step(new float[inputs], new int[labels])));
        session.Step(_data.Normals(64 * 8), _data.Labels(8, 3));
    }

    [Fact]
    public void A_batch_above_the_capacity_is_named()
    {
        using PlainNet.Session session = _network.StartTraining(new Sgd(0.1f), batchSize: 8);
        var exception = Assert.ThrowsAny<ArgumentException>(() => session.Step(new float[64 * 9], new int[9]));
        Assert.Contains("9", exception.Message, StringComparison.Ordinal);
        Assert.Contains("8", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_label_out_of_range(int label)
    {
        using PlainNet.Session session = _network.StartTraining(new Sgd(0.1f), batchSize: 8);
        int[] labels = [0, 1, label, 2];
        float[] input = _data.Normals(256);
        Unchanged(() =>
        {
            Named(Assert.ThrowsAny<ArgumentException>(() => session.Step(input, labels)));
            Named(Assert.ThrowsAny<ArgumentException>(() => session.Step(input, Array.ConvertAll(labels, each => (long)each))));
        });
        Assert.Throws<InvalidOperationException>(session.Backward);

        void Named(ArgumentException exception)
        {
            Assert.Contains(label.ToString(System.Globalization.CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
            Assert.Contains("2", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_label_beyond_int_is_no_label()
    {
        using PlainNet.Session session = _network.StartTraining(new Sgd(0.1f), batchSize: 8);
        Unchanged(() => Assert.ThrowsAny<ArgumentException>(() => session.Step(_data.Normals(64), (long[])[1L << 32])));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Data_that_is_not_finite(float value)
    {
        using MixedNet.Session session = new MixedNet(1).StartTraining(new Sgd(0.1f), batchSize: 8);
        byte[] before = session.Parameters.ToBytes();
        float[] input = _data.Normals(4 * 126);
        input[2 * 126 + 35] = value;
        var exception = Assert.ThrowsAny<ArgumentException>(() => session.Step(input, _data.Labels(4, 4)));
        Assert.Contains("2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("35", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, session.Parameters.ToBytes());

        // The session goes on as if nothing had been.
        input[2 * 126 + 35] = 0;
        session.Step(input, _data.Labels(4, 4));
    }

    [Fact]
    public void Targets_that_are_not_finite()
    {
        var network = new ImageToImageNet(1);
        using ImageToImageNet.Session session = network.StartTraining(new Sgd(0.1f), batchSize: 2);
        byte[] before = network.ToBytes();
        float[] targets = _data.Normals(180);
        targets[100] = float.NaN;
        Assert.ThrowsAny<Exception>(() => session.Step(_data.Normals(120), targets));
        Assert.Equal(before, network.ToBytes());
    }

    [Theory]
    [InlineData("First")]
    [InlineData("Second")]
    [InlineData("Third")]
    public void A_loss_that_is_not_finite_names_the_layer_and_changes_nothing(string layer)
    {
        var network = new OverflowingNet(1);
        using OverflowingNet.Session session = network.StartTraining(new Adam(0.1f), batchSize: 2, threads: 2);
        session.Step([1, 1, 1, 1, 1, 1], (float[])[1, 1, 1, 1]);
        TensorView First(string part) => network.Parameters[layer.ToLowerInvariant() + "." + part];
        foreach (string each in (string[])["first", "second", "third"])
        {
            network.Parameters[each + ".weight"].Fill(1);
        }

        First("weight").Fill(float.MaxValue);
        byte[] before = network.ToBytes();
        var exception = Assert.Throws<NonFiniteLossException>(() => session.Step([1, 1, 1, 1, 1, 1], (float[])[1, 1, 1, 1]));
        Assert.Contains(layer, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.ToBytes());
        Assert.Throws<InvalidOperationException>(session.Backward);

        First("weight").Fill(0.1f);
        session.Step([1, 1, 1, 1, 1, 1], (float[])[1, 1, 1, 1]);
    }

    [Fact]
    public void A_refused_step_leaves_the_running_statistics()
    {
        var network = new MixedNet(1);
        using MixedNet.Session session = network.StartTraining(new Sgd(0.1f), batchSize: 4);
        network.Dense2.Weight.Fill(float.MaxValue);
        byte[] before = network.ToBytes();
        Assert.Throws<NonFiniteLossException>(() => session.Step(_data.Normals(4 * 126), _data.Labels(4, 4)));
        Assert.Equal(before, network.ToBytes());
    }

    [Fact]
    public void Steps_in_the_wrong_order()
    {
        using PlainNet.Session session = _network.StartTraining(new Sgd(0.1f), batchSize: 4);
        Unchanged(() =>
        {
            Assert.Throws<InvalidOperationException>(session.Backward);
            Assert.Throws<InvalidOperationException>(session.Update);
            session.Forward(_data.Normals(256), _data.Labels(4, 3));
            session.Backward();
            Assert.Throws<InvalidOperationException>(session.Backward);
        });
        session.Update();
        Assert.Throws<InvalidOperationException>(session.Update);
    }

    [Fact]
    public void A_batch_norm_of_one_value_has_no_variance()
    {
        var network = (Network)Networks.Create(typeof(Cases.BatchNormFeaturesCase), 1);
        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), 4);
        var exception = Assert.ThrowsAny<ArgumentException>(() => session.Forward(new float[6], [], [0]));
        Assert.Contains("2", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 1)]
    [InlineData(8, 0)]
    [InlineData(8, -1)]
    public void A_session_of_impossible_size(int batchSize, int threads) =>
        Assert.ThrowsAny<ArgumentException>(() => _network.StartTraining(new Sgd(0.1f), batchSize, threads).Dispose());

    [Fact]
    public void A_capacity_that_cannot_be_held_names_the_bytes_and_the_largest_that_can()
    {
        var exception = Assert.ThrowsAny<Exception>(() => _network.StartTraining(new Sgd(0.1f), int.MaxValue).Dispose());
        Assert.Contains("bytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains(int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture), exception.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_has_ended()
    {
        PlainNet.Session session = _network.StartTraining(new Sgd(0.1f), 4, threads: 2);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Step(_data.Normals(64), (int[])[1]));
    }

    [Fact]
    public void Views_check_indices_and_lengths()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _network.Conv1.Weight[4, 0, 0, 0]);
        Assert.ThrowsAny<ArgumentException>(() => _network.Conv1.Weight[0, 0]);
        var exception = Assert.ThrowsAny<ArgumentException>(() => _network.Conv1.Weight.CopyFrom(new float[35]));
        Assert.Contains("conv1.weight", exception.Message, StringComparison.Ordinal);
        Assert.Contains("36", exception.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => _network.Parameters["conv9.weight"]);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_whole()
    {
        byte[] before = _network.ToBytes();
        var exception = Assert.Throws<WeightFileException>(() => PlainNet.Load(new XorNet(1).ToBytes()));
        Assert.NotEmpty(exception.Message);
        for (int length = 0; length < before.Length; length += 97)
        {
            Assert.Throws<WeightFileException>(() => PlainNet.Load(before.AsSpan(0, length)));
        }
    }

    private void Unchanged(Action action)
    {
        byte[] before = _network.ToBytes();
        action();
        Assert.Equal(before, _network.ToBytes());
    }
}
