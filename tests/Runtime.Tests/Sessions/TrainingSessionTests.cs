using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Sessions;

public sealed class TrainingSessionTests
{
    [Fact]
    public void Gradients_are_those_of_central_differences()
    {
        var net = new ScalarNet(seed: 3);
        float[] input = Data.Floats(5 * 3);
        int[] labels = Data.Labels(5, 2);
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.1f), 5);
        session.Forward(input, labels);
        session.Backward();
        float[] inputGradient = session.InputGradient.ToArray();
        foreach (int tensor in new[] { 0, 2 })
        {
            float[] values = net.Parameters[tensor].ToArray();
            float[] gradients = session.Gradients[tensor].ToArray();
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(Difference(values, i, () => net.Parameters[tensor].CopyFrom(values)), gradients[i], 3);
            }
        }

        for (int i = 0; i < input.Length; i++)
        {
            Assert.Equal(Difference(input, i, () => { }), inputGradient[i], 3);
        }

        double Difference(float[] values, int i, Action changed)
        {
            const float Step = 1f / 128;
            float value = values[i];
            values[i] = value + Step;
            changed();
            double above = session.Forward(input, labels);
            values[i] = value - Step;
            changed();
            double below = session.Forward(input, labels);
            values[i] = value;
            changed();
            return (above - below) / (2 * Step);
        }
    }

    [Fact]
    public void Steps_learn_what_can_be_learnt()
    {
        var net = new ScalarNet(seed: 1);
        float[] input = Data.Floats(64 * 3);
        var labels = new byte[64];
        for (int n = 0; n < 64; n++)
        {
            labels[n] = (byte)(input[n * 3] + input[n * 3 + 1] > 0 ? 1 : 0);
        }

        using ScalarNet.Session session = net.StartTraining(new Momentum(0.5f), 64, threads: 2);
        float first = session.Step(input, labels);
        for (int i = 0; i < 100; i++)
        {
            session.Step(input, labels);
        }

        Assert.Equal(101, session.Steps);
        Assert.True(session.Loss < first / 4, $"{first} → {session.Loss}");
        Assert.Equal(101 * 64, net.Parameters[1][0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        Assert.Equal(Train(1), Train(threads));

        static uint[] Train(int threads)
        {
            var net = new ScalarNet(new NetworkParameters(ScalarNet.Describe(70, 37), 5));
            using ScalarNet.Session session = net.StartTraining(new Momentum(0.1f), 23, threads, seed: 4, dropout: true);
            for (int step = 0; step < 5; step++)
            {
                int count = step == 4 ? 7 : 23;
                session.Step(Data.Floats(count * 70, step), Data.Labels(count, 37, step));
            }

            return [.. Data.Bits(net.Parameters.Values), .. Data.Bits(session.InputGradient), .. Data.Bits(session.Output), BitConverter.SingleToUInt32Bits(session.Loss)];
        }
    }

    [Fact]
    public void Steps_allocate_nothing_on_any_thread()
    {
        var net = new ScalarNet();
        float[] input = Data.Floats(8 * 3);
        var labels = new long[8];
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.1f), 8, threads: 2);
        var allocated = new long[2];
        session.OnForward = part => allocated[part.Index] = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0, Allocations.Of(() => allocated[0], () => session.Step(input, labels)));
        Assert.Equal(0, Allocations.Of(() => allocated[1], () => session.Step(input, labels)));
    }

    [Fact]
    public void An_open_step_with_the_losss_own_gradient_is_a_step()
    {
        var one = new ScalarNet(seed: 1);
        var two = new ScalarNet(seed: 1);
        float[] input = Data.Floats(4 * 3);
        int[] labels = [0, 1, 1, 0];
        using ScalarNet.Session whole = one.StartTraining(new Momentum(0.1f), 4);
        using ScalarNet.Session open = two.StartTraining(new Momentum(0.1f), 4);
        whole.Step(input, labels);
        open.Forward(input, labels);
        float[] gradient = open.OutputGradient.ToArray();
        open.Forward(input);
        Assert.Equal(whole.Output.ToArray(), open.Output.ToArray());
        Assert.Equal(new float[8], open.OutputGradient.ToArray());
        gradient.CopyTo(open.OutputGradient);
        open.Backward();
        open.Update();
        Assert.Equal(Data.Bits(one.Parameters.Values), Data.Bits(two.Parameters.Values));
    }

    [Fact]
    public void Backwards_add_up_until_an_update()
    {
        var net = new ScalarNet(seed: 1);
        float[] first = Data.Floats(12, 1), second = Data.Floats(12, 2);
        int[] labels = [0, 1, 0, 1];
        using ScalarNet.Session session = net.StartTraining(new Momentum(0), 4);
        float[] one = Gradient(first), two = Gradient(second);
        Run(first);
        Run(second);
        float[] both = session.Gradients[0].ToArray();
        for (int i = 0; i < both.Length; i++)
        {
            Assert.Equal(one[i] + two[i], both[i], 5);
        }

        double norm = session.Gradients.Norm();
        session.Gradients.Scale(0.5f);
        Assert.Equal(norm / 2, session.Gradients.Norm(), 6);
        Assert.Equal(both[3] / 2, session.Gradients[0][1, 0]);
        session.Gradients[0][1, 0] = 9;
        Assert.Equal(9, session.Gradients["dense.weight"][1, 0]);
        Assert.Contains("dense.seen is not trainable", Assert.Throws<ArgumentException>(() => session.Gradients[1]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Gradients.Scale(float.NaN));

        float[] Gradient(float[] input)
        {
            Run(input);
            float[] gradient = session.Gradients[0].ToArray();
            session.Update();
            return gradient;
        }

        void Run(float[] input)
        {
            session.Forward(input, labels);
            session.Backward();
        }
    }

    [Fact]
    public void Transposed_weights_follow_the_parameters_and_nothing_else()
    {
        var net = new ScalarNet(seed: 1);
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.1f), 4);
        float[] input = Data.Floats(12);
        int[] labels = [0, 1, 0, 1];
        Run();
        Run();
        Assert.Equal(1, session.Transposes);
        net.Parameters[0][0, 0] = 2;
        Run();
        Assert.Equal(2, session.Transposes);
        session.Update();
        Run();
        Assert.Equal(3, session.Transposes);

        void Run()
        {
            session.Forward(input, labels);
            session.Backward();
        }
    }

    [Fact]
    public void The_rate_changes_at_run_time()
    {
        var net = new ScalarNet(seed: 1);
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.25f), 4);
        Assert.Equal(0.25f, session.LearningRate);
        session.LearningRate = 0;
        float[] before = net.Parameters[0].ToArray();
        session.Step(new float[3] { 1, 2, 3 }, [1]);
        Assert.Equal(before, net.Parameters[0].ToArray());
        session.LearningRate = 1;
        session.Step(new float[3] { 1, 2, 3 }, [1]);
        Assert.NotEqual(before, net.Parameters[0].ToArray());
        Assert.Contains("LearningRate is -1", Assert.Throws<ArgumentOutOfRangeException>(() => session.LearningRate = -1).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.LearningRate = float.NaN);
        Assert.Equal(1, session.LearningRate);
    }

    [Fact]
    public void Frozen_tensors_stay()
    {
        var net = new ScalarNet(seed: 1);
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.25f), 4, threads: 2);
        float[] weight = net.Parameters[0].ToArray(), bias = net.Parameters[2].ToArray();
        session.Freeze("dense.weight");
        session.Step([1f, 2, 3], [1]);
        Assert.Equal(weight, net.Parameters[0].ToArray());
        Assert.NotEqual(bias, bias = net.Parameters[2].ToArray());
        session.Freeze("Dense1");
        session.Step([1f, 2, 3], [1]);
        Assert.Equal(bias, net.Parameters[2].ToArray());
        session.Unfreeze("dense.weight");
        session.Step([1f, 2, 3], [1]);
        Assert.NotEqual(weight, net.Parameters[0].ToArray());
        Assert.Equal(bias, net.Parameters[2].ToArray());
        foreach (string wrong in new[] { "dense.seen", "Dense2" })
        {
            Assert.Contains($"name is '{wrong}'", Assert.Throws<ArgumentException>(() => session.Freeze(wrong)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_copy_trains_apart_until_it_is_published()
    {
        var net = new ScalarNet(seed: 1);
        NetworkParameters own = net.Parameters;
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.25f), 4, copy: true);
        session.Step([1f, 2, 3], [1]);
        Assert.Same(own, net.Parameters);
        Assert.NotEqual(own[0].ToArray(), session.Parameters[0].ToArray());
        session.Publish();
        Assert.Equal(Data.Bits(session.Parameters.Values), Data.Bits(net.Parameters.Values));
        session.Step([1f, 2, 3], [1]);
        Assert.NotEqual(Data.Bits(session.Parameters.Values), Data.Bits(net.Parameters.Values));
    }

    [Fact]
    public void Prediction_on_another_thread_never_reads_half_an_update()
    {
        var net = new ScalarNet();
        var predicting = new ScalarNet(net.Parameters);
        using ScalarNet.Session session = predicting.StartTraining(new Momentum(0), 4, copy: true);
        using PredictionSession spread = predicting.StartPrediction(16, 2);
        bool stop = false;
        int torn = 0, seen = 0;
        session.Parameters[0].CopyFrom(new float[6]);
        session.Publish();
        var reader = new Thread(() =>
        {
            float[] input = new float[16 * 3];
            input.AsSpan().Fill(1);
            var output = new float[16 * 2];
            float last = -1;
            while (!Volatile.Read(ref stop))
            {
                spread.Predict(input, output);
                foreach (float value in output)
                {
                    torn += value != output[0] ? 1 : 0;
                }

                seen += output[0] != last ? 1 : 0;
                last = output[0];
            }
        });
        reader.Start();
        var weight = new float[6];
        for (int i = 0; i < 2000 || (Volatile.Read(ref seen) < 3 && i < 1_000_000); i++)
        {
            weight.AsSpan().Fill(i);
            session.Parameters[0].CopyFrom(weight);
            session.Parameters[2].CopyFrom([i, i]);
            session.Publish();
        }

        Volatile.Write(ref stop, true);
        reader.Join();
        Assert.Equal(0, torn);
        Assert.True(seen >= 2);
    }

    [Fact]
    public void Keys_differ_by_seed_step_and_layer()
    {
        var keys = new HashSet<ulong>();
        for (int seed = -1; seed < 3; seed++)
        {
            using ScalarNet.Session session = new ScalarNet().StartTraining(new Momentum(0), 1, seed: seed);
            for (int step = 0; step < 10; step++)
            {
                session.Forward(new float[3]);
                Assert.True(keys.Add(session.FirstKey));
            }
        }
    }

    [Fact]
    public void Dispose_joins_and_ends()
    {
        var threads = new Thread[3];
        ScalarNet.Session session = new ScalarNet().StartTraining(new Momentum(0), 2, threads: 3);
        session.OnForward = part => threads[part.Index] = Thread.CurrentThread;
        session.Forward(new float[3]);
        session.Dispose();
        Assert.False(threads[1].IsAlive || threads[2].IsAlive);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Forward(new float[3]));
        Assert.Throws<ObjectDisposedException>(() => session.Step(new float[3], new int[1]));
        Assert.Throws<ObjectDisposedException>(session.Backward);
        Assert.Throws<ObjectDisposedException>(session.Update);
        Assert.Throws<ObjectDisposedException>(() => session.Load(new MemoryStream(new ScalarNet().ToBytes())));
    }
}
