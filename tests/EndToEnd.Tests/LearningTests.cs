using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Small problems are learnt.</summary>
public sealed class LearningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Exclusive_or(int seed)
    {
        float[] input = [0, 0, 0, 1, 1, 0, 1, 1];
        int[] labels = [0, 1, 1, 0];
        var network = new XorNet(seed);
        using XorNet.Session session = network.StartTraining(new Adam(0.05f), 4);
        float loss = 0;
        for (int step = 0; step < 400; step++)
        {
            loss = session.Step(input, labels);
        }

        Assert.True(loss < 0.02f, "The loss is " + loss + ".");
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(labels[i], network.Classify(input.AsSpan(i * 2, 2)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Stripes(int threads)
    {
        var network = new PlainNet(1);
        using PlainNet.Session session = network.StartTraining(new Adam(0.005f), 32, threads);
        var data = new Data(1);
        float loss = 0;
        for (int step = 0; step < 150; step++)
        {
            (float[] images, int[] labels) = Draw(data, 32);
            loss = session.Step(images, labels);
        }

        Assert.True(loss < 0.2f, "The loss is " + loss + ".");
        (float[] tests, int[] answers) = Draw(data, 200);
        int right = 0;
        for (int i = 0; i < 200; i++)
        {
            right += network.Classify(tests.AsSpan(i * 64, 64)) == answers[i] ? 1 : 0;
        }

        Assert.True(right >= 190, right + " of 200 are right.");
    }

    [Fact]
    public void A_deep_mixture_with_batch_norm_and_dropout()
    {
        var network = new MixedNet(3);
        using MixedNet.Session session = network.StartTraining(new Adam(0.01f), 16, threads: 2);
        var data = new Data(6);
        float[] input = data.Normals(16 * 126);
        int[] labels = data.Labels(16, 4);
        for (int step = 0; step < 150; step++)
        {
            session.Step(input, labels);
        }

        // Prediction, without dropout and by the running statistics, knows what was learnt by heart.
        int right = Enumerable.Range(0, 16).Count(i => network.Classify(input.AsSpan(i * 126, 126)) == labels[i]);
        Assert.True(right >= 15, right + " of 16 are right.");
    }

    /// <summary>Vertical stripes, horizontal stripes, or none, in noise.</summary>
    private static (float[] Images, int[] Labels) Draw(Data data, int count)
    {
        int[] labels = data.Labels(count, 3);
        float[] images = new float[count * 64];
        for (int i = 0; i < images.Length; i++)
        {
            int label = labels[i / 64], row = i % 64 / 8, column = i % 8;
            float stripe = label == 0 ? column % 2 : label == 1 ? row % 2 : 0.5f;
            images[i] = 2 * stripe - 1 + 0.5f * data.Normal();
        }

        return (images, labels);
    }
}
