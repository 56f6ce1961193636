using Espalier;

namespace Samples.Cifar;

/// <summary>ResNet-20 (He and others 2015, section 4.2), with shortcuts that pad with zeros: option A.</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Use<Residual>(16, 1, Repeat = 3, Name = "layer1")]
[Use<Residual>(32, 2, Repeat = 3, Name = "layer2")]
[Use<Residual>(64, 2, Repeat = 3, Name = "layer3")]
[GlobalAveragePool2D]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class ResNet20;

/// <summary>Two convolutions around which the input goes by.</summary>
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

/// <summary>The net of the course notes (CS231n, assignment 2).</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Conv2D(32, kernel: 3, padding: 1)] [ReLU] [Dropout2D(0.25f)] [MaxPool2D(2)] [BatchNorm]
[Conv2D(128, kernel: 3, padding: 1)] [ReLU] [Dropout2D(0.25f)] [MaxPool2D(2)] [BatchNorm]
[Conv2D(256, kernel: 3, padding: 1)] [ReLU] [Dropout2D(0.25f)] [MaxPool2D(2)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class NotesNet;
