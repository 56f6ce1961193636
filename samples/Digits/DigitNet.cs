using Espalier;

namespace Samples.Digits;

/// <summary>A small convolutional net for 28×28 digits. Initial values as PyTorch's generalise a little better here.</summary>
[Network]
[Input(channels: 1, height: 28, width: 28)]
[Conv2D(30, kernel: 5, Init = Init.PyTorch)] [ReLU] [MaxPool2D(2)]
[Dense(100, Init = Init.PyTorch)] [ReLU]
[Dense(10, Init = Init.PyTorch)]
[SoftmaxCrossEntropy]
public sealed partial class DigitNet;

/// <summary>Two fully connected layers, as nets were before convolutions.</summary>
[Network]
[Input(784)]
[Dense(50)] [Sigmoid]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class TwoLayerNet;
