namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>A convolution without bias, its batch norm and a ReLU.</summary>
[Block]
[Conv2D(Width, kernel: Kernel, stride: Stride, padding: Kernel / 2, bias: false, Key = "conv")] [BatchNorm(epsilon: 1e-3f, Key = "bn")] [ReLU]
public partial class ConvNorm
{
    [Argument] private const int Width = 64;
    [Argument] private const int Kernel = 1;
    [Argument] private const int Stride = 1;
}

/// <summary>Four ways side by side, joined along the channels; torchvision's, whose third way has a 3×3 kernel.</summary>
[Block]
[Tap("in")]
[MaxPool2D(3, stride: 1, padding: 1)]
[Use<ConvNorm>(PoolWidth, Name = "pooled", Key = "branch4.1")]
[Use<ConvNorm>(Reduce5, From = "in", Key = "branch3.0")]
[Use<ConvNorm>(Width5, 3, Name = "wide", Key = "branch3.1")]
[Use<ConvNorm>(Reduce3, From = "in", Key = "branch2.0")]
[Use<ConvNorm>(Width3, 3, Name = "middle", Key = "branch2.1")]
[Use<ConvNorm>(Width1, From = "in", Key = "branch1")]
[Concat("middle", "wide", "pooled")]
public partial class Inception
{
    [Argument] private const int Width1 = 64;
    [Argument] private const int Reduce3 = 96;
    [Argument] private const int Width3 = 128;
    [Argument] private const int Reduce5 = 16;
    [Argument] private const int Width5 = 32;
    [Argument] private const int PoolWidth = 32;
}

/// <summary>GoogLeNet (Szegedy and others 2014) without the auxiliary classifiers, as torchvision defines it.</summary>
[Network]
[Input(3, 224, 224)]
[Use<ConvNorm>(64, 7, 2, Name = "conv1")] [MaxPool2D(3, stride: 2, rounding: Rounding.Ceiling)]
[Use<ConvNorm>(64, Name = "conv2")]
[Use<ConvNorm>(192, 3, Name = "conv3")] [MaxPool2D(3, stride: 2, rounding: Rounding.Ceiling)]
[Use<Inception>(64, 96, 128, 16, 32, 32, Name = "inception3a")]
[Use<Inception>(128, 128, 192, 32, 96, 64, Name = "inception3b")] [MaxPool2D(3, stride: 2, rounding: Rounding.Ceiling)]
[Use<Inception>(192, 96, 208, 16, 48, 64, Name = "inception4a")]
[Use<Inception>(160, 112, 224, 24, 64, 64, Name = "inception4b")]
[Use<Inception>(128, 128, 256, 24, 64, 64, Name = "inception4c")]
[Use<Inception>(112, 144, 288, 32, 64, 64, Name = "inception4d")]
[Use<Inception>(256, 160, 320, 32, 128, 128, Name = "inception4e")] [MaxPool2D(2, rounding: Rounding.Ceiling)]
[Use<Inception>(256, 160, 320, 32, 128, 128, Name = "inception5a")]
[Use<Inception>(384, 192, 384, 48, 128, 128, Name = "inception5b")]
[GlobalAveragePool2D] [Dropout(0.2f)]
[Dense(1000, Key = "fc")]
[SoftmaxCrossEntropy]
public sealed partial class GoogLeNet;
