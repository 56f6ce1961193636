namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>A depthwise 3×3 convolution and a pointwise one, each with its norm and a ReLU.</summary>
[Block]
[Conv2D(Inputs, kernel: 3, stride: Stride, padding: 1, groups: Inputs, bias: false)] [BatchNorm] [ReLU]
[Conv2D(Width, kernel: 1, bias: false)] [BatchNorm] [ReLU]
public partial class Separable
{
    [Argument] private const int Inputs = 32;
    [Argument] private const int Width = 64;
    [Argument] private const int Stride = 1;
}

/// <summary>MobileNet (Howard and others 2017) at full width.</summary>
[Network]
[Input(3, 224, 224)]
[Conv2D(32, kernel: 3, stride: 2, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Use<Separable>(32, 64)]
[Use<Separable>(64, 128, 2)] [Use<Separable>(128, 128)]
[Use<Separable>(128, 256, 2)] [Use<Separable>(256, 256)]
[Use<Separable>(256, 512, 2)] [Use<Separable>(512, 512, Repeat = 5)]
[Use<Separable>(512, 1024, 2)] [Use<Separable>(1024, 1024)]
[GlobalAveragePool2D]
[Dense(1000)]
[SoftmaxCrossEntropy]
public sealed partial class MobileNet;

/// <summary>A convolution without bias, its batch norm and a ReLU that ends at 6.</summary>
[Block]
[Conv2D(Width, kernel: Kernel, stride: Stride, padding: Kernel / 2, groups: Groups, bias: false, Key = "0")] [BatchNorm(Key = "1")] [Elementwise<ReLU6>]
public partial class ConvNormReLU6
{
    [Argument] private const int Width = 32;
    [Argument] private const int Kernel = 1;
    [Argument] private const int Stride = 1;
    [Argument] private const int Groups = 1;
}

/// <summary>The inverted bottleneck where the size or the number of channels changes.</summary>
[Block]
[Use<ConvNormReLU6>(Inputs * Expansion, Key = "conv.0")]
[Use<ConvNormReLU6>(Inputs * Expansion, 3, Stride, Inputs * Expansion, Key = "conv.1")]
[Conv2D(Width, kernel: 1, bias: false, Key = "conv.2")] [BatchNorm(Key = "conv.3")]
public partial class Inverted
{
    [Argument] private const int Inputs = 16;
    [Argument] private const int Width = 24;
    [Argument] private const int Stride = 1;
    [Argument] private const int Expansion = 6;
}

/// <summary>The inverted bottleneck with a shortcut from end to end.</summary>
[Block]
[Tap("in")]
[Use<Inverted>(Width, Width, Key = "")]
[Add("in")]
public partial class InvertedResidual
{
    [Argument] private const int Width = 24;
}

/// <summary>MobileNet v2 (Sandler and others 2018), as torchvision defines it.</summary>
[Network]
[Input(3, 224, 224)]
[Use<ConvNormReLU6>(32, 3, 2, Key = "features.0")]
[Use<ConvNormReLU6>(32, 3, 1, 32, Key = "features.1.conv.0")]
[Conv2D(16, kernel: 1, bias: false, Key = "features.1.conv.1")] [BatchNorm(Key = "features.1.conv.2")]
[Use<Inverted>(16, 24, 2, Key = "features.2")] [Use<InvertedResidual>(24, Key = "features.3")]
[Use<Inverted>(24, 32, 2, Key = "features.4")] [Use<InvertedResidual>(32, Key = "features.5")] [Use<InvertedResidual>(32, Key = "features.6")]
[Use<Inverted>(32, 64, 2, Key = "features.7")] [Use<InvertedResidual>(64, Key = "features.8")] [Use<InvertedResidual>(64, Key = "features.9")] [Use<InvertedResidual>(64, Key = "features.10")]
[Use<Inverted>(64, 96, Key = "features.11")] [Use<InvertedResidual>(96, Key = "features.12")] [Use<InvertedResidual>(96, Key = "features.13")]
[Use<Inverted>(96, 160, 2, Key = "features.14")] [Use<InvertedResidual>(160, Key = "features.15")] [Use<InvertedResidual>(160, Key = "features.16")]
[Use<Inverted>(160, 320, Key = "features.17")]
[Use<ConvNormReLU6>(1280, Key = "features.18")]
[GlobalAveragePool2D] [Dropout(0.2f)]
[Dense(1000, Key = "classifier.1")]
[SoftmaxCrossEntropy]
public sealed partial class MobileNetV2;
