namespace Espalier.EndToEnd.Tests.Cases;

// The pieces of classic architectures, written out and small enough for a fixture.

[Network]
[Input(1, 16, 16)]
[Conv2D(3, kernel: 5)] [Tanh] [AveragePool2D(2)]
[Conv2D(5, kernel: 3)] [Tanh] [AveragePool2D(2)]
[Dense(11)] [Tanh]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNetCase;

[Network]
[Input(3, 13, 13)]
[Conv2D(4, kernel: 5, stride: 2)] [ReLU] [LocalResponseNorm(3, alpha: 0.1f)] [MaxPool2D(3, stride: 2)]
[Conv2D(6, kernel: 3, padding: 1, groups: 2)] [ReLU]
[Dense(9)] [ReLU]
[Dense(5)]
[SoftmaxCrossEntropy]
public sealed partial class AlexCase;

[Network]
[Input(4, 6, 5)]
[Conv2D(3, kernel: 1, Name = "squeeze")] [ReLU(Name = "squeezed")]
[Conv2D(5, kernel: 3, padding: 1, Name = "expand3x3")] [ReLU(Name = "wide")]
[Conv2D(5, kernel: 1, From = "squeezed", Name = "expand1x1")] [ReLU]
[Concat("wide")]
[GlobalAveragePool2D]
[SoftmaxCrossEntropy]
public sealed partial class FireCase;

[Network]
[Input(3, 5, 7)]
[Tap("image")]
[MaxPool2D(3, stride: 1, padding: 1)] [Conv2D(2, kernel: 1, bias: false, Name = "pooled")] [BatchNorm(Name = "pooledNorm")] [ReLU(Name = "four")]
[Conv2D(2, kernel: 1, bias: false, From = "image", Name = "reduce5")] [ReLU] [Conv2D(3, kernel: 5, padding: 2, Name = "five")] [ReLU(Name = "three")]
[Conv2D(2, kernel: 1, bias: false, From = "image", Name = "reduce3")] [ReLU] [Conv2D(4, kernel: 3, padding: 1, Name = "middle")] [ReLU(Name = "two")]
[Conv2D(3, kernel: 1, From = "image", Name = "one")] [ReLU]
[Concat("two", "three", "four")]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class InceptionCase;

[Network]
[Input(3, 6, 6)]
[Tap("in")]
[Conv2D(9, kernel: 1, bias: false)] [BatchNorm] [HardSwish]
[Conv2D(9, kernel: 3, padding: 1, groups: 9, bias: false)] [BatchNorm] [HardSwish]
[Conv2D(3, kernel: 1, bias: false)] [BatchNorm]
[Add("in")]
[Conv2D(3, kernel: 3, stride: 2, padding: 1, groups: 3, bias: false)] [BatchNorm] [ReLU]
[Conv2D(5, kernel: 1, bias: false)] [BatchNorm] [ReLU]
[GlobalAveragePool2D]
[SoftmaxCrossEntropy]
public sealed partial class MobileCase;

[Network]
[Input(2, 8, 8)]
[Conv2D(3, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU(Name = "down1")] [MaxPool2D(2)]
[Conv2D(5, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU(Name = "down2")] [MaxPool2D(2)]
[Conv2D(7, kernel: 3, padding: 1)] [ReLU]
[ConvTranspose2D(5, kernel: 2, stride: 2)] [Concat("down2")] [Conv2D(5, kernel: 3, padding: 1)] [ReLU]
[ConvTranspose2D(3, kernel: 2, stride: 2)] [Concat("down1")] [Conv2D(3, kernel: 3, padding: 1)] [ReLU]
[Conv2D(4, kernel: 1)]
[MeanSquaredError]
public sealed partial class UNetCase;

[Network]
[Input(1, 8, 8)]
[Conv2D(3, kernel: 3, stride: 2, padding: 1)] [ReLU]
[Conv2D(4, kernel: 3, stride: 2, padding: 1)] [ReLU]
[Dense(5)]
[Dense(16)] [ReLU] [Reshape(4, 2, 2)]
[ConvTranspose2D(3, kernel: 4, stride: 2, padding: 1)] [ReLU]
[ConvTranspose2D(1, kernel: 4, stride: 2, padding: 1)] [Sigmoid]
[MeanSquaredError]
public sealed partial class AutoencoderCase;
