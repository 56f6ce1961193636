using System.Globalization;
using System.Text;
using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Sessions;

public sealed class CheckpointTests
{
    [Fact]
    public void A_session_goes_on_with_the_same_bits()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "session.safetensors");
        CultureInfo culture = CultureInfo.CurrentCulture;
        var net = new ScalarNet(seed: 1);
        using ScalarNet.Session straight = net.StartTraining(new Momentum(0.1f, 0.8f), 8, seed: 5, dropout: true);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
            straight.Freeze("dense.bias");
            straight.Groups = [new ParameterGroup("dense.*", rateFactor: 0.3f, weightDecay: 0.01f), new ParameterGroup("Dense1")];
            straight.LearningRate = 0.123456789f;
            Train(straight, 0, 5);
            straight.Save(path);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        var other = new ScalarNet(seed: 2);
        using ScalarNet.Session resumed = other.StartTraining(new Momentum(0.7f, 0.8f), 16, threads: 2, seed: 6, dropout: true);
        Train(resumed, 7, 9);
        resumed.Freeze("dense.weight");
        resumed.Load(path);
        Assert.Equal(5, resumed.Steps);
        Assert.Equal(0.123456789f, resumed.LearningRate);
        Assert.Equal(straight.Groups, resumed.Groups);
        Train(straight, 5, 10);
        Train(resumed, 5, 10);
        Assert.Equal(Data.Bits(net.Parameters.Values), Data.Bits(other.Parameters.Values));
        Assert.Equal(straight.Loss, resumed.Loss);
        Assert.Equal(straight.FirstKey, resumed.FirstKey);
        var one = new MemoryStream();
        var two = new MemoryStream();
        straight.Save(one);
        resumed.Save(two);
        Assert.Equal(one.ToArray(), two.ToArray());
        resumed.Unfreeze("dense.bias");
        one.Position = 0;
        resumed.Load(one);

        static void Train(ScalarNet.Session session, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                session.Step(Data.Floats(24, step), Data.Labels(8, 2, step));
            }
        }
    }

    public static TheoryData<Optimizer> Optimizers => new()
    {
        new Sgd(0.1f), new Sgd(0.1f, 0.9f, nesterov: true), new Adam(0.01f), new Adam(0.01f, amsgrad: true) { Clip = Clipping.ByNorm(0.1f) }, new AdamW(0.01f),
        new AdaGrad(0.1f), new RmsProp(0.01f, momentum: 0.5f, centered: true), new AdaMax(0.01f), new Lion(0.01f, weightDecay: 0.1f),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_goes_on_with_the_same_bits_on_any_number_of_threads(Optimizer optimizer)
    {
        NetworkDescription description = ScalarNet.Describe(200, 40);
        var net = new ScalarNet(new NetworkParameters(description, 1));
        using ScalarNet.Session straight = net.StartTraining(optimizer, 8);
        Train(straight, 0, 3);
        byte[] saved = Bytes(straight);
        Train(straight, 3, 6);
        using ScalarNet.Session resumed = new ScalarNet(new NetworkParameters(description, 2)).StartTraining(optimizer with { LearningRate = 1 }, 8, threads: 3);
        resumed.Load(new MemoryStream(saved));
        Assert.Equal(optimizer.LearningRate, resumed.LearningRate);
        Train(resumed, 3, 6);
        Assert.Equal(Data.Bits(straight.Parameters.Values), Data.Bits(resumed.Parameters.Values));

        static void Train(ScalarNet.Session session, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                session.Step(Data.Floats(1600, step), Data.Labels(8, 40, step));
            }
        }
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused_and_change_nothing()
    {
        var net = new ScalarNet(seed: 1);
        using ScalarNet.Session session = net.StartTraining(new Momentum(0.1f), 4);
        session.Step(new float[3], new int[1]);
        byte[] saved = Bytes(session);
        using ScalarNet.Session wide = new ScalarNet(new NetworkParameters(ScalarNet.Describe(4, 2, "Wide"))).StartTraining(new Momentum(0.1f), 4);
        using ScalarNet.Session other = new ScalarNet().StartTraining(new Momentum(0.1f, 0.5f), 4);
        Refused(Bytes(wide), "dense.weight is 2×4; ScalarNet expects 2×3");
        Refused(Bytes(other), "trained by Momentum { LearningRate = 0, WeightDecay = 0, DecayBiases = False, Clip = None, StateSlots = 1, Factor = 0.5 }; this one is trained by Momentum { LearningRate = 0, WeightDecay = 0, DecayBiases = False, Clip = None, StateSlots = 1, Factor = 0.9 }");
        Refused(net.ToBytes(), "no session.optimizer: the file is not a saved training session");
        Refused(saved[..^1], "bytes follow the header");
        Refused(Edited("\"session.rate\":\"0.1\"", "\"session.rate\":\"NaN\""), "session.rate is 'NaN'");
        Refused(Edited("\"session.steps\":\"1\"", "\"session.steps\":\"x\""), "session.steps is 'x'");
        Refused(Edited("\"session.forwards\":\"1\"", "\"session.forwards\":\"-\""), "session.forwards is '-'");
        Refused(Edited("\"session.frozen\":\"\"", "\"session.frozen\":\"a\""), "session.frozen names a");
        Refused(Edited("\"session.groups\":\"\"", "\"session.groups\":\"1 - a\""), "session.groups has the line '1 - a'");
        Refused(Edited("\"session.groups\":\"\"", "\"session.groups\":\"-1 - dense.bias\""), "session.groups has the line '-1 - dense.bias'");
        Refused(Edited("\"session.groups\":\"\"", "\"session.groups\":\"1 x dense.bias\""), "session.groups has the line '1 x dense.bias'");
        Refused(Edited("optimizer.0.dense.bias", "optimizer.1.dense.bias"), "Missing: optimizer.0.dense.bias. Left over: optimizer.1.dense.bias");
        Assert.Equal(saved, Bytes(session));

        // The last byte belongs to the optimizer's state: a failure there comes after everything else has been read.
        Assert.Throws<WeightFileException>(() => session.Load(new CutStream(saved, saved.Length - 1)));
        Assert.Equal(saved, Bytes(session));

        byte[] Edited(string from, string to)
        {
            string text = Encoding.Latin1.GetString(saved);
            Assert.Contains(from, text, StringComparison.Ordinal);
            string edited = text.Replace(from, to, StringComparison.Ordinal);
            byte[] bytes = Encoding.Latin1.GetBytes(edited);
            BitConverter.TryWriteBytes(bytes, BitConverter.ToInt64(saved) + to.Length - from.Length);
            return bytes;
        }

        void Refused(byte[] bytes, string expected)
        {
            var thrown = Assert.Throws<WeightFileException>(() => session.Load(new MemoryStream(bytes)));
            Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Bytes(TrainingSession session)
    {
        var stream = new MemoryStream();
        session.Save(stream);
        return stream.ToArray();
    }

    /// <summary>Ends early without saying so before.</summary>
    private sealed class CutStream(byte[] bytes, int length) : MemoryStream(bytes, 0, length)
    {
        public override bool CanSeek => false;
    }
}
