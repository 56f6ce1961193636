namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>Two 3×3 convolutions with norms: the step of a U-Net.</summary>
[Block]
[Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
public partial class DoubleConv
{
    [Argument] private const int Width = 8;
}

/// <summary>A U-Net (Ronneberger, Fischer, Brox 2015) of three levels: a class for every pixel.</summary>
[Network]
[Input(3, 32, 32)]
[Use<DoubleConv>(8, Name = "down1")] [MaxPool2D(2)]
[Use<DoubleConv>(16, Name = "down2")] [MaxPool2D(2)]
[Use<DoubleConv>(32, Name = "bottom")]
[ConvTranspose2D(16, kernel: 2, stride: 2)] [Concat("down2")] [Use<DoubleConv>(16, Name = "up2")]
[ConvTranspose2D(8, kernel: 2, stride: 2)] [Concat("down1")] [Use<DoubleConv>(8, Name = "up1")]
[Conv2D(4, kernel: 1)]
[SoftmaxCrossEntropy]
public sealed partial class UNet;
