using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Sessions;

public sealed class SessionErrorTests : IDisposable
{
    private readonly ScalarNet _net = new(seed: 1);
    private readonly ScalarNet.Session _session;

    public SessionErrorTests() => _session = _net.StartTraining(new Momentum(0.1f), 4, threads: 2);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Wrong_batches_are_refused_before_anything_is_touched()
    {
        float[] input = Data.Floats(12);
        _session.Forward(input, new[] { 1, 0, 1, 0 });
        float[] output = _session.Output.ToArray();
        float[] gradient = _session.OutputGradient.ToArray();
        Fails<ArgumentException>(() => _session.Step(new float[0], new int[0]), "input has 0 floats; ScalarNet takes 3 = 3 a sample, one sample or more");
        Fails<ArgumentException>(() => _session.Step(new float[4], new int[1]), "input has 4 floats");
        Fails<ArgumentException>(() => _session.Step(new float[15], new int[5]), "input holds 5 samples; this session takes 1 to 4 at a time");
        Fails<ArgumentException>(() => _session.Step(input, new byte[3]), "labels has 3 entries; input holds 4 samples");
        Fails<ArgumentOutOfRangeException>(() => _session.Step(input, new[] { 0, 1, 2, 0 }), "labels[2] is 2; expected 0 to 1");
        Fails<ArgumentOutOfRangeException>(() => _session.Step(input, new[] { 0, -1, 2, 0 }), "labels[1] is -1; expected 0 to 1");
        Fails<ArgumentOutOfRangeException>(() => _session.Step(input, new[] { 0, 0, 0, 1L << 32 }), "labels[3] is 4294967296; expected 0 to 1");
        Fails<ArgumentOutOfRangeException>(() => _session.Step(input, new byte[] { 255, 0, 0, 0 }), "labels[0] is 255; expected 0 to 1");
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] spoilt = [.. input];
            spoilt[7] = bad;
            Fails<ArgumentException>(() => _session.Step(spoilt, new int[4]), $"input holds {bad} at position 1 of sample 2; every value must be finite");
            Fails<ArgumentException>(() => _session.Forward(spoilt), "position 1 of sample 2");
        }

        Assert.Equal(output, _session.Output.ToArray());
        Assert.Equal(gradient, _session.OutputGradient.ToArray());
        _session.Backward();
        _session.Update();
        Assert.Equal(1, _session.Steps);
    }

    [Fact]
    public void A_long_batch_is_checked_by_all_workers()
    {
        var net = new ScalarNet(new NetworkParameters(ScalarNet.Describe(20_000, 2)));
        using ScalarNet.Session session = net.StartTraining(new Momentum(0), 3, threads: 2);
        for (int place = 0; place < 60_000; place += 9_999)
        {
            var input = new float[60_000];
            input[place] = float.NaN;
            Fails<ArgumentException>(() => session.Forward(input), $"position {place % 20_000} of sample {place / 20_000}");
        }
    }

    [Fact]
    public void Calls_out_of_order_are_refused()
    {
        const string Order = "needs a Forward before it";
        Fails<InvalidOperationException>(_session.Backward, Order);
        Fails<InvalidOperationException>(_session.Update, "Update needs a Backward");
        Fails<InvalidOperationException>(() => _ = _session.OutputGradient[0], Order);
        Fails<InvalidOperationException>(() => _ = _session.Output[0], Order);
        Fails<InvalidOperationException>(() => _session.Activation("Dense1", new float[2]), Order);
        _session.Forward(new float[3]);
        Fails<InvalidOperationException>(() => _ = _session.InputGradient[0], "needs a Backward");
        Fails<InvalidOperationException>(_session.Update, "Update needs a Backward");
        _session.Backward();
        _ = _session.InputGradient[0];
        Fails<InvalidOperationException>(_session.Backward, Order);
        Fails<InvalidOperationException>(() => _session.Save(new MemoryStream()), "Save needs an Update");
        _session.Update();
        Fails<InvalidOperationException>(_session.Update, "Update needs a Backward");
        _session.Forward(new float[3], [0]);
        _session.Backward();
        _session.Forward(new float[3], [0]);
        _session.Update();
        Fails<InvalidOperationException>(_session.Backward, Order);
    }

    [Fact]
    public void Activations_are_read_by_name()
    {
        _session.Forward(Data.Floats(6));
        var values = new float[4];
        _session.Activation("Dense1", values);
        Assert.Equal(_session.Output.ToArray(), values);
        Fails<ArgumentException>(() => _session.Activation("Dense1", new float[3]), "destination has 3 floats; Dense1 gives 2 for each of 2 samples");
        Fails<ArgumentException>(() => _session.Activation("Conv1", values), "name is 'Conv1'; expected one of Dense1");
    }

    [Fact]
    public void A_loss_that_is_not_finite_names_the_layer_and_changes_nothing()
    {
        float[] input = Data.Floats(12);
        _session.Step(input, new int[4]);
        _net.Parameters[0][1, 2] = 3e38f;
        float[] values = _net.Parameters.Values.ToArray();
        input[3 * 2 + 2] = 1e10f;
        var thrown = Assert.Throws<NonFiniteLossException>(() => _session.Step(input, new int[4]));
        Assert.Equal("Dense1", thrown.Layer);
        Assert.Equal(2, thrown.Sample);
        Assert.False(float.IsFinite(thrown.Loss));
        Assert.Contains("the output of Dense1 is the first that is not finite, at sample 2", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(Data.Bits(values), Data.Bits(_net.Parameters.Values));
        Assert.Equal(1, _session.Steps);
        Fails<InvalidOperationException>(_session.Backward, "needs a Forward");
        _net.Parameters[0][1, 2] = 0;
        input[3 * 2 + 2] = 1;
        _session.Step(input, new int[4]);
        Assert.Equal(2, _session.Steps);
    }

    [Fact]
    public void A_loss_that_overflows_by_itself_says_so()
    {
        _net.Parameters[2].CopyFrom([-3e38f, 3e38f]);
        var thrown = Assert.Throws<NonFiniteLossException>(() => _session.Step([0f, 0, 0], [0]));
        Assert.Null(thrown.Layer);
        Assert.Contains("the loss itself", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_of_the_users_must_be_finite()
    {
        _session.Forward(new float[6]);
        _session.OutputGradient[3] = float.NaN;
        Fails<InvalidOperationException>(_session.Backward, "OutputGradient holds NaN at position 1 of sample 1");
        _session.OutputGradient[3] = 1;
        _session.Backward();
    }

    [Fact]
    public void A_worker_that_fails_in_the_middle_leaves_no_half_gradient_for_an_update()
    {
        float[] values = _net.Parameters[0].ToArray();
        _session.OnBackward = part => _ = part.Index == 1 ? throw new FormatException("planned") : 0;
        _session.Forward(new float[6], new int[2]);
        Assert.Throws<FormatException>(_session.Backward);
        Fails<InvalidOperationException>(_session.Update, "Update needs a Backward");
        _session.OnBackward = null;
        _session.OnForward = part => _ = part.Index == 0 ? throw new FormatException("planned") : 0;
        Assert.Throws<FormatException>(() => _session.Forward(new float[6]));
        Fails<InvalidOperationException>(_session.Backward, "needs a Forward");
        Assert.Equal(values, _net.Parameters[0].ToArray());
        _session.OnForward = null;
        _session.Step(new float[6], new int[2]);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Fails<ArgumentOutOfRangeException>(() => _net.StartTraining(new Momentum(0.1f), 0), "batchSize is 0; ScalarNet trains on at least 1 samples");
        Fails<ArgumentOutOfRangeException>(() => _net.StartTraining(new Momentum(0.1f), 4, threads: 0), "threads is 0");
        Assert.Throws<ArgumentNullException>(() => _net.StartTraining(null!, 4));
        SessionLayout layout = _net.MakeLayout() with { MinimumSamples = 2 };
        Fails<ArgumentOutOfRangeException>(() => Start(layout, 1), "trains on at least 2 samples");
        using ScalarNet.Session session = Start(layout, 4);
        Fails<ArgumentException>(() => session.Forward(new float[3]), "input holds 1 samples; this session takes 2 to 4");
        Fails<ArgumentException>(() => Start(_net.MakeLayout() with { Inputs = [new InputPlace(4, 0)] }, 1), "layout has inputs of 4 floats; ScalarNet has 3");
        Fails<ArgumentException>(() => Start(_net.MakeLayout() with { Outputs = [new OutputPlace(2, 64, 0)] }, 1), "layout places output at [64, 66)");
        var other = new NetworkParameters(ScalarNet.Describe(4, 2, "Other"));
        Fails<ArgumentException>(() => new ScalarNet.Session(_net, other, new Momentum(0), 1, 1, 0, false, layout), "belong to Other");
    }

    [Theory]
    [InlineData(1L << 20, 1 << 24)]
    [InlineData(1L << 40, 1)]
    [InlineData(64, int.MaxValue)]
    public void A_batch_that_memory_cannot_hold_is_refused_before_it_is_allocated(long perSample, int batchSize)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => Start(_net.MakeLayout() with { PerSample = perSample }, batchSize));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Contains($"batchSize is {batchSize}; a sample of ScalarNet takes {(perSample + 2) * 4} bytes", thrown.Message, StringComparison.Ordinal);
        Assert.Matches("at most [0-9]+ samples fit", thrown.Message);
    }

    [Fact]
    public void What_a_line_search_needs_counts_as_memory()
    {
        // Beside pairs of changes L-BFGS holds a direction and a gradient; its search a beginning and what it compares.
        long slot = (Rest(new Lbfgs(history: 3)) - Rest(new Lbfgs(history: 2))) / 2;
        Assert.True(slot >= 4 * _net.Parameters.Description.TrainableLength);
        Assert.Equal(slot * ((2 * 3) + 2 + StrongWolfe.Buffers + 1), Rest(new Lbfgs(history: 3)) - Rest(new Sgd(.1f)));

        long Rest(Optimizer optimizer)
        {
            SessionLayout layout = _net.MakeLayout() with { PerSample = 1L << 40 };
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => new ScalarNet.Session(_net, _net.Parameters, optimizer, 1, 1, 0, false, layout)).Message;
            return long.Parse(System.Text.RegularExpressions.Regex.Match(message, "the rest ([0-9]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private ScalarNet.Session Start(SessionLayout layout, int batchSize)
        => new(_net, _net.Parameters, new Momentum(0), batchSize, 1, 0, false, layout);

    private static void Fails<T>(Action action, string expected)
        where T : Exception
        => Assert.Contains(expected, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
}
