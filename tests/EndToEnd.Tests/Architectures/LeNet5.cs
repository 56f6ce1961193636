namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>LeNet-5 (LeCun and others 1998) in its common form: every map of the second convolution sees all of the first.</summary>
[Network]
[Input(1, 32, 32)]
[Conv2D(6, kernel: 5)] [Tanh] [AveragePool2D(2)]
[Conv2D(16, kernel: 5)] [Tanh] [AveragePool2D(2)]
[Dense(120)] [Tanh]
[Dense(84)] [Tanh]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;
