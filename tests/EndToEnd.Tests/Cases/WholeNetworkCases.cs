namespace Espalier.EndToEnd.Tests.Cases;

[Network]
[Input(channels: 1, height: 12, width: 12)]
[Conv2D(5, kernel: 5)] [ReLU] [MaxPool2D(2)]
[Dense(18)] [ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class DigitNetCase;

[Network, Input(30), Dense(14), Sigmoid, Dense(10), SoftmaxCrossEntropy]
public sealed partial class TwoLayerCase;

[Network]
[Input(3, 7, 7)]
[Conv2D(6, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU] [Tap("one")]
[Conv2D(6, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Conv2D(6, kernel: 3, padding: 1, bias: false)] [BatchNorm] [Add("one")] [ReLU] [Tap("two")]
[Conv2D(10, kernel: 3, stride: 2, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Conv2D(10, kernel: 3, padding: 1, groups: 10, bias: false)] [BatchNorm] [Tap("deep")]
[Conv2D(10, kernel: 1, stride: 2, bias: false, From = "two", Name = "Skip")] [BatchNorm]
[Add("deep")] [ReLU]
[GlobalAveragePool2D]
[Dense(5)]
[SoftmaxCrossEntropy]
public sealed partial class ResidualNetCase;
