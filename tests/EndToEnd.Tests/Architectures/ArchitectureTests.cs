using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>Published networks as declarations: the published number of parameters, and the published names and shapes of tensors.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string, NetworkDescription, int> Published => new()
    {
        { "resnet18", ResNet18.Layout, 1000 },
        { "resnet34", ResNet34.Layout, 1000 },
        { "resnet50", ResNet50.Layout, 1000 },
        { "resnet20", ResNet20.Layout, 10 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Tensors_are_the_published_ones(string name, NetworkDescription network, int classes)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "architectures", name + ".txt"));
        TensorInfo[] tensors = network.Tensors.ToArray();

        Assert.Equal(lines[0], network.ParameterCount + " parameters");
        Assert.Equal(lines[1..], tensors.Select(tensor => tensor.Name + " [" + string.Join(", ", tensor.Shape.ToArray()) + "]"));
        Assert.Equal([classes], network.OutputShape.ToArray());
    }

    [Fact]
    public void A_small_network_of_the_kind_learns()
    {
        var data = new Data(5);
        var network = new ResNet20(seed: 1);
        using ResNet20.Session training = network.StartTraining(new Sgd(0.05f, momentum: 0.9f), batchSize: 8, threads: 2);
        float[] images = data.Normals(8 * 3 * 32 * 32);
        int[] labels = data.Labels(8, 10);
        float first = training.Step(images, labels), last = first;
        for (int step = 0; step < 12; step++)
        {
            last = training.Step(images, labels);
        }

        Assert.True(last < first / 4, $"{first} → {last}");
    }

    /// <summary>Workers wait for one another also between the methods into which a long pass is cut.</summary>
    [Fact]
    public void Threads_do_not_change_the_bits_of_a_long_network()
    {
        var data = new Data(6);
        float[] images = data.Normals(3 * 3 * 32 * 32);
        int[] labels = data.Labels(3, 10);
        ResNet20 one = new(seed: 2), several = new(seed: 2);
        using ResNet20.Session expected = one.StartTraining(new Sgd(0.05f), batchSize: 3);
        using ResNet20.Session actual = several.StartTraining(new Sgd(0.05f), batchSize: 3, threads: 3);
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(expected.Step(images, labels), actual.Step(images, labels));
        }

        foreach (TensorInfo tensor in ResNet20.Layout.Tensors)
        {
            Close.Same(one.Parameters[tensor.Name].ToArray(), several.Parameters[tensor.Name].ToArray(), tensor.Name);
        }
    }

    /// <summary>One sample forward, then forward and backward of a batch: every emitted method is run.</summary>
    [Fact]
    public void A_large_network_runs()
    {
        var network = new ResNet18(seed: 1);
        float[] image = new Data(1).Normals(3 * 224 * 224);
        float[] scores = network.Predict(image);

        Assert.Equal(1000, scores.Length);
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
        using ResNet18.Session training = network.StartTraining(new Sgd(0.01f), batchSize: 1, threads: 2);
        Assert.True(float.IsFinite(training.Step(image, [3])));
    }
}
