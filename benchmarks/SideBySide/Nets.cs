namespace Espalier.SideBySide;

// What a process runs before its memory is measured.
[Network, Input(4, 8, 8), Conv2D(4, kernel: 3), ReLU, Dense(8), SoftmaxCrossEntropy]
public sealed partial class SmallNet;

// The networks of the comparison. rivals/nets.py declares the same ones for PyTorch, with children of the same names.

[Network, Input(784), Dense(50), Sigmoid, Dense(10), SoftmaxCrossEntropy]
public sealed partial class MlpSigmoid;

[Network, Input(784), Dense(50), ReLU, Dense(10), SoftmaxCrossEntropy]
public sealed partial class MlpReLU;

[Network]
[Input(1, 28, 28)]
[Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]
[Dense(100)] [ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class SimpleConvNet;

[Network]
[Input(3, 32, 32)]
[Conv2D(32, kernel: 3, padding: 1)] [ReLU] [MaxPool2D(2)] [BatchNorm]
[Conv2D(128, kernel: 3, padding: 1)] [ReLU] [MaxPool2D(2)] [BatchNorm]
[Conv2D(256, kernel: 3, padding: 1)] [ReLU] [MaxPool2D(2)]
[Dense(1024)]
[SoftmaxCrossEntropy]
public sealed partial class CifarNet;

[Network]
[Input(3, 32, 32)]
[Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Use<Residual>(16, 1, Repeat = 3, Name = "layer1")]
[Use<Residual>(32, 2, Repeat = 3, Name = "layer2")]
[Use<Residual>(64, 2, Repeat = 3, Name = "layer3")]
[GlobalAveragePool2D]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class ResNet20;

[Block]
[Tap("in")]
[Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm]
[Shortcut("in", Projection.ZeroPad)] [ReLU]
public partial class Residual
{
    [Argument] private const int Width = 16;
    [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
}

[Network]
[Tokens(steps: 64, vocabulary: 65)]
[Embedding(64)]
[Lstm(128, layers: 2)]
[Dense(65)]
[SoftmaxCrossEntropy]
public sealed partial class CharLstm;

[Network(Stream = true), Input(steps: 64, features: 1), Gru(8), Dense(1)]
public sealed partial class Gru8;

[Network, Input(64, 56, 56), Conv2D(64, kernel: 3, padding: 1, bias: false)]
public sealed partial class ConvLayer;

[Network, Input(1024), Dense(1024, bias: false)]
public sealed partial class MatrixProduct;
