using Espalier;
using Espalier.Training.Inside;

namespace Samples.Report;

/// <summary>A small convolutional net for digits.</summary>
[Network]
[Input(channels: 1, height: 28, width: 28)]
[Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)]
[Dense(64)] [ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class DigitNet;

/// <summary>The same with dropout before the last layer.</summary>
[Network]
[Input(channels: 1, height: 28, width: 28)]
[Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)]
[Dense(64)] [ReLU] [Dropout(0.3f)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class DroppingNet;

/// <summary>The same for guided backpropagation: it takes the weights of a trained one and is not trained itself.</summary>
[Network]
[Input(channels: 1, height: 28, width: 28)]
[Conv2D(16, kernel: 5)] [Custom<GuidedReLU>([16, 24, 24])] [MaxPool2D(2)]
[Dense(64)] [Custom<GuidedReLU>(64)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class GuidedNet;

/// <summary>One of the networks that the search chooses from.</summary>
/// <param name="Start">Makes one from a seed and starts its training: optimizer, batch, threads.</param>
/// <param name="Share">Makes one on parameters.</param>
internal sealed record Variant(Func<int, Optimizer, int, int, (Network Net, TrainingSession Session)> Start, Func<NetworkParameters, Network> Share)
{
    public static Variant Plain { get; } = new(
        (seed, optimizer, batch, threads) =>
        {
            var net = new DigitNet(seed);
            return (net, net.StartTraining(optimizer, batch, threads, seed));
        },
        parameters => new DigitNet(parameters));

    public static Variant Dropping { get; } = new(
        (seed, optimizer, batch, threads) =>
        {
            var net = new DroppingNet(seed);
            return (net, net.StartTraining(optimizer, batch, threads, seed));
        },
        parameters => new DroppingNet(parameters));
}
