using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Reference;
using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Tests that watch the process as a whole, so that nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Prediction and training allocate nothing once they have started.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    private const int Batch = 9;

    public static TheoryData<string> Cases => Case.Names();

    private readonly float[] _input = new Data(1).Normals(Batch * 2 * 9 * 7);
    private readonly int[] _labels = new Data(2).Labels(Batch, 4);

    [Fact]
    public void Prediction()
    {
        var network = new MixedNet(1);
        float[] output = new float[Batch * 4], one = new float[4];
        AssertNothing(() =>
        {
            network.Predict(_input, output);
            network.Predict(_input.AsSpan(0, 126), one);
            network.Classify(_input.AsSpan(0, 126));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Prediction_over_threads(int threads)
    {
        var network = new MixedNet(1);
        using PredictionSession session = network.StartPrediction(Batch, threads);
        float[] output = new float[Batch * 4];
        AssertNothing(() => session.Predict(_input, output));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_step(int threads)
    {
        var network = new MixedNet(1);
        using MixedNet.Session session = network.StartTraining(new Adam(0.001f), Batch, threads);
        byte[] labels = Array.ConvertAll(_labels, label => (byte)label);
        AssertNothing(() =>
        {
            session.Step(_input, _labels);
            session.Step(_input.AsSpan(0, 5 * 126), labels.AsSpan(0, 5));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_step_with_norms_and_penalties(int threads)
    {
        var network = new NormsNet(1);
        using NormsNet.Session session = network.StartTraining(new Adam(0.001f), Batch, threads);
        float[] output = new float[Batch * 4];
        AssertNothing(() =>
        {
            session.Step(_input, _labels);
            network.Predict(_input, output);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_open_step(int threads)
    {
        var network = new PolicyNet(1);
        using PolicyNet.Session session = network.StartTraining(new Sgd(0.01f, momentum: 0.9f), Batch, threads);
        AssertNothing(() =>
        {
            session.Forward(_input.AsSpan(0, Batch * 6));
            session.Output.CopyTo(session.OutputGradient);
            session.Backward();
            session.Update();
        });
    }

    /// <summary>Every kind of layer and loss, by way of the cases.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Prediction_and_training_of_every_case(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Type type = Case.Network(name);
        Network network = Networks.Load(type, fixture.Weights("before"));
        using TrainingSession session = Networks.StartTraining(network, new Sgd(1e-6f), fixture.Count);
        (bool hasLoss, bool takesLabels, bool takesTargets) = ReferenceNetwork.Answers(type);
        float[] input = fixture.Input, output = new float[fixture.Count * network.Description.OutputLength];
        float[] targets = takesTargets ? fixture.Packed("targets") : [];
        int[] labels = takesLabels ? fixture.Labels() : [];
        AssertNothing(() =>
        {
            network.Predict(input, output);
            if (hasLoss)
            {
                session.ForwardPacked(input, labels, targets);
            }
            else
            {
                session.Forward(input);
            }

            session.Backward();
            session.Update();
        });
    }

    [Fact]
    public void Publishing_while_predicting()
    {
        var network = new PlainNet(1);
        using PlainNet.Session session = network.StartTraining(new Sgd(0.01f), Batch, copy: true);
        float[] input = new Data(3).Normals(64), output = new float[3];
        session.Publish();
        AssertNothing(() => network.Predict(input, output));
    }

    /// <summary>
    /// The least of some rounds, by the calling thread's counter and by the process's: while code is still being
    /// compiled to its final form, the runtime allocates at times.
    /// </summary>
    internal static void AssertNothing(Action action)
    {
        for (int i = 0; i < 50; i++)
        {
            action();
        }

        Assert.Equal(0, Least(GC.GetAllocatedBytesForCurrentThread));
        Assert.Equal(0, Least(() => GC.GetTotalAllocatedBytes(precise: true)));

        long Least(Func<long> allocated)
        {
            long least = long.MaxValue;
            for (int round = 0; round < 200 && least > 0; round++)
            {
                long before = allocated();
                for (int i = 0; i < 10; i++)
                {
                    action();
                }

                least = Math.Min(least, allocated() - before);
            }

            return least;
        }
    }
}
