namespace Espalier.EndToEnd.Tests.Architectures;

// He et al. 2015, "Deep Residual Learning for Image Recognition": the forms and names of torchvision's resnet.py.
[Network]
[Input(channels: 3, height: 224, width: 224)]
[Conv2D(64, kernel: 7, stride: 2, padding: 3, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[MaxPool2D(3, stride: 2, padding: 1)]
[Use<BasicBlock>(64, 1, Repeat = 2, Name = "layer1")]
[Use<BasicBlock>(128, 2, Repeat = 2, Name = "layer2")]
[Use<BasicBlock>(256, 2, Repeat = 2, Name = "layer3")]
[Use<BasicBlock>(512, 2, Repeat = 2, Name = "layer4")]
[GlobalAveragePool2D]
[Dense(1000, Key = "fc")]
[SoftmaxCrossEntropy]
public sealed partial class ResNet18;

[Network]
[Input(channels: 3, height: 224, width: 224)]
[Conv2D(64, kernel: 7, stride: 2, padding: 3, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[MaxPool2D(3, stride: 2, padding: 1)]
[Use<BasicBlock>(64, 1, Repeat = 3, Name = "layer1")]
[Use<BasicBlock>(128, 2, Repeat = 4, Name = "layer2")]
[Use<BasicBlock>(256, 2, Repeat = 6, Name = "layer3")]
[Use<BasicBlock>(512, 2, Repeat = 3, Name = "layer4")]
[GlobalAveragePool2D]
[Dense(1000, Key = "fc")]
[SoftmaxCrossEntropy]
public sealed partial class ResNet34;

[Network]
[Input(channels: 3, height: 224, width: 224)]
[Conv2D(64, kernel: 7, stride: 2, padding: 3, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[MaxPool2D(3, stride: 2, padding: 1)]
[Use<Bottleneck>(64, 1, Repeat = 3, Name = "layer1")]
[Use<Bottleneck>(128, 2, Repeat = 4, Name = "layer2")]
[Use<Bottleneck>(256, 2, Repeat = 6, Name = "layer3")]
[Use<Bottleneck>(512, 2, Repeat = 3, Name = "layer4")]
[GlobalAveragePool2D]
[Dense(1000, Key = "fc")]
[SoftmaxCrossEntropy]
public sealed partial class ResNet50;

// Section 4.2 of the paper, with shortcuts of option A: the form and names of Akamaster's pytorch_resnet_cifar10.
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[Use<CifarBlock>(16, 1, Repeat = 3, Name = "layer1")]
[Use<CifarBlock>(32, 2, Repeat = 3, Name = "layer2")]
[Use<CifarBlock>(64, 2, Repeat = 3, Name = "layer3")]
[GlobalAveragePool2D]
[Dense(10, Key = "linear")]
[SoftmaxCrossEntropy]
public sealed partial class ResNet20;

[Block]
[Tap("in")]
[Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm(Key = "bn2")]
[Shortcut("in", Projection.ConvolutionBatchNorm)] [ReLU]
public class BasicBlock
{
    [Argument] private const int Width = 64;
    [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
}

[Block]
[Tap("in")]
[Conv2D(Width, kernel: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm(Key = "bn2")] [ReLU]
[Conv2D(Width * Expansion, kernel: 1, bias: false)] [BatchNorm(Key = "bn3")]
[Shortcut("in", Projection.ConvolutionBatchNorm)] [ReLU]
public class Bottleneck
{
    [Argument] private const int Width = 64;
    [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
    [Argument] private const int Expansion = 4;
}

[Block]
[Tap("in")]
[Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm(Key = "bn2")]
[Shortcut("in", Projection.ZeroPad)] [ReLU]
public class CifarBlock
{
    [Argument] private const int Width = 16;
    [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
}
