using System.Globalization;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>Whole published networks, forward and backward, against what PyTorch computes with the same weights.</summary>
public sealed class WholeNetworkTests
{
    // Float against double: where a ReLU or a maximum is a close call, they may choose differently, and the more pixels the
    // more do. In ResNet-18 PyTorch's own floats are up to 4e-3 off; Winograd's transforms round more.
    [Theory]
    [InlineData("le_net5", typeof(LeNet5), 2e-3)]
    [InlineData("notes_cifar_net", typeof(NotesCifarNetWithoutDropout), 2e-3)]
    [InlineData("res_net18", typeof(ResNet18), 2e-2)]
    [InlineData("res_net20", typeof(ResNet20), 2e-3)]
    public void The_numbers_are_PyTorchs(string name, Type type, double tolerance)
    {
        Fixture fixture = Fixture.Load(name, "whole");
        Network network = Networks.Create(type, 1);
        foreach (TensorInfo tensor in network.Description.Tensors)
        {
            network.Parameters[tensor.Name].CopyFrom(Draws.Parameter(tensor));
        }

        int count = fixture.Count;
        float[] input = Draws.Samples(count * network.Description.InputLength);
        Close.Equal(fixture.Floats("eval.output"), network.Predict(input), name + ": eval.output", 1e-4);

        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), count, threads: 2, inputGradient: true);
        float loss = session.ForwardPacked(input, [.. Enumerable.Range(0, count)], []);
        Close.Equal(fixture.Floats("train.output"), session.Outputs(), name + ": train.output", 1e-4);
        Close.Equal(fixture.Floats("train.loss"), [loss], name + ": train.loss", 1e-4);
        session.Backward();
        AssertClose(fixture.Floats("input_gradient"), "input", session.InputGradients(), tolerance);
        double largest = fixture.With("gradient.").Max(tensor => tensor.Values[0]);
        foreach ((string tensor, float[] expected) in fixture.With("gradient."))
        {
            AssertClose(expected, tensor, session.Gradients[tensor].ToArray(), tolerance, largest * 1e-5);
        }

        Assert.Equal(fixture.With("gradient.").Count(), session.Gradients.Tensors().Count());
    }

    private static void AssertClose(float[] expected, string tensor, float[] gradient, double tolerance, double floor = 0)
    {
        (double norm, double probe) = Draws.Summary(tensor, gradient);
        double allowed = Math.Max(floor, tolerance * expected[0]);
        Assert.True(
            Math.Abs(norm - expected[0]) <= allowed && Math.Abs(probe - expected[1]) <= allowed,
            string.Create(CultureInfo.InvariantCulture, $"{tensor}: norm {norm:G6}, probe {probe:G6}; expected {expected[0]:G6}, {expected[1]:G6}, to {allowed:G2}."));
    }
}

/// <summary>The notes' net as PyTorch computes it in the fixture: masks of dropout are random.</summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(32, kernel: 3, padding: 1)] [ReLU] [MaxPool2D(2)] [BatchNorm]
[Conv2D(128, kernel: 3, padding: 1)] [ReLU] [MaxPool2D(2)] [BatchNorm]
[Conv2D(256, kernel: 3, padding: 1)] [ReLU] [MaxPool2D(2)]
[Dense(1024)]
[SoftmaxCrossEntropy]
public sealed partial class NotesCifarNetWithoutDropout;
