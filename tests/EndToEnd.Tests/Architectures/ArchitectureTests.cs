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
        { "alexnet", AlexNetOneWeirdTrick.Layout, 1000 },
        { "vgg11", Vgg11.Layout, 1000 },
        { "vgg16", Vgg16.Layout, 1000 },
        { "squeezenet1_1", SqueezeNet.Layout, 1000 },
        { "googlenet", GoogLeNet.Layout, 1000 },
        { "mobilenet_v2", MobileNetV2.Layout, 1000 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Tensors_are_the_published_ones(string name, NetworkDescription network, int classes)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "architectures", name + ".txt"));
        TensorInfo[] tensors = network.Tensors.ToArray();

        Assert.Equal(lines[0], network.ParameterCount + " parameters");
        Assert.Equal(lines[1..].Order(StringComparer.Ordinal), tensors.Select(tensor => tensor.Name + " [" + string.Join(", ", tensor.Shape.ToArray()) + "]").Order(StringComparer.Ordinal));
        Assert.Equal([classes], network.OutputShape.ToArray());
    }

    /// <summary>
    /// What is published without names of tensors: AlexNet in Caffe's model zoo (bvlc_alexnet), the trainable parameters of
    /// Keras's MobileNet, LeNet-5 by hand (156 + 2416 + 48,120 + 10,164 + 850), the notes' net by hand.
    /// </summary>
    [Fact]
    public void Sizes_are_the_published_ones()
    {
        Assert.Equal((60_965_224, 1000), (AlexNet.Layout.ParameterCount, AlexNet.Layout.OutputLength));
        Assert.Equal((4_231_976, 1000), (MobileNet.Layout.ParameterCount, MobileNet.Layout.OutputLength));
        Assert.Equal((61_706, 10), (LeNet5.Layout.ParameterCount, LeNet5.Layout.OutputLength));
        Assert.Equal((896 + 64 + 36_992 + 256 + 295_168 + 4_195_328, 1024), (NotesCifarNet.Layout.ParameterCount, NotesCifarNet.Layout.OutputLength));
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
