using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Hosts that hold any network by its interfaces, and share one between threads.</summary>
public sealed class HostTests
{
    [Fact]
    public void A_host_makes_loads_and_runs_any_network()
    {
        Host<XorNet>(2, 2);
        Host<ImageToImageNet>(60, 90);
        Host<MixedNet>(126, 4);
    }

    [Fact]
    public void A_host_drives_any_session()
    {
        var network = new PolicyNet(1);
        using ITraining training = network.StartTraining(new Sgd(0.1f), 4);
        byte[] before = network.ToBytes();
        training.Forward(new Data(1).Normals(24));
        training.OutputGradient.Fill(1);
        training.Backward();
        Assert.True(training.Gradients.Norm() > 0);
        training.Update();
        Assert.Same(network, training.Network);
        Assert.Equal(1, training.Steps);
        Assert.NotEqual(before, network.ToBytes());
    }

    [Fact]
    public void Prediction_never_reads_half_a_swap()
    {
        var network = new MixedNet(1);
        NetworkParameters[] both = [network.Parameters, new MixedNet(2).Parameters];
        float[] input = new Data(1).Normals(126);
        float[][] answers = [new MixedNet(both[0]).Predict(input), new MixedNet(both[1]).Predict(input)];
        using var stop = new CancellationTokenSource();
        var swapping = new Thread(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                network.Swap(both[i % 2]);
            }
        });
        swapping.Start();
        float[] output = new float[4];
        for (int i = 0; i < 3000; i++)
        {
            network.Predict(input, output);
            Assert.True(output.AsSpan().SequenceEqual(answers[0]) || output.AsSpan().SequenceEqual(answers[1]), "The output belongs to neither.");
        }

        stop.Cancel();
        swapping.Join();
    }

    [Fact]
    public void A_published_copy_is_whole_while_training_goes_on()
    {
        var network = new PlainNet(1);
        using PlainNet.Session session = network.StartTraining(new Adam(0.01f), 8, copy: true);
        float[] input = new Data(1).Normals(8 * 64);
        int[] labels = new Data(2).Labels(8, 3);
        float[] probe = new Data(3).Normals(64);
        var published = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        published[Text(network.Predict(probe))] = true;
        var predicting = new Thread(() =>
        {
            float[] output = new float[3];
            for (int i = 0; i < 2000; i++)
            {
                network.Predict(probe, output);
                published.TryAdd(Text(output), false);
            }
        });
        predicting.Start();
        while (predicting.IsAlive)
        {
            session.Step(input, labels);
            published[Text(new PlainNet(session.Parameters).Predict(probe))] = true;
            session.Publish();
        }

        predicting.Join();
        Assert.All(published, answer => Assert.True(answer.Value, "An answer of no published state: " + answer.Key));

        static string Text(ReadOnlySpan<float> values) => string.Join(' ', values.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    private static void Host<T>(int inputs, int outputs)
        where T : class, INetwork<T>
    {
        INetwork network = T.Create(seed: 5);
        Assert.Equal(inputs, T.Layout.InputLength);
        Assert.Equal(outputs, network.Description.OutputLength);
        Assert.Contains("parameters", T.Summary, StringComparison.Ordinal);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            network.Save(path);
            INetwork loaded = T.Load(path);
            float[] input = new Data(1).Normals(3 * inputs), expected = new float[3 * outputs], found = new float[3 * outputs];
            network.Predict(input, expected);
            loaded.Predict(input, found);
            Close.Same(expected, found, typeof(T).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
