using Espalier;

namespace Samples.Embedded;

/// <summary>A digit classifier small enough to be carried inside an app.</summary>
[Network]
[Input(channels: 1, height: 28, width: 28)]
[Conv2D(8, kernel: 5, padding: 2, bias: false)] [BatchNorm] [ReLU] [MaxPool2D(2)]
[Conv2D(16, kernel: 5, padding: 2, bias: false)] [BatchNorm] [ReLU] [MaxPool2D(2)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class PocketNet;
