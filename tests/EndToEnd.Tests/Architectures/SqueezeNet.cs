namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>SqueezeNet's fire: few channels squeeze what many of 1×1 and 3×3 expand side by side.</summary>
[Block]
[Conv2D(Squeeze, kernel: 1, Name = "squeeze")] [ReLU(Name = "squeezed")]
[Conv2D(Expand, kernel: 3, padding: 1, Name = "expand3x3")] [ReLU(Name = "wide")]
[Conv2D(Expand, kernel: 1, From = "squeezed", Name = "expand1x1")] [ReLU]
[Concat("wide")]
public partial class Fire
{
    [Argument] private const int Squeeze = 16;
    [Argument] private const int Expand = 64;
}

/// <summary>SqueezeNet 1.1 (Iandola and others 2016), as torchvision defines it.</summary>
[Network]
[Input(3, 224, 224)]
[Conv2D(64, kernel: 3, stride: 2, rounding: Rounding.Floor, Key = "features.0")] [ReLU] [MaxPool2D(3, stride: 2, rounding: Rounding.Ceiling)]
[Use<Fire>(16, 64, Key = "features.3")] [Use<Fire>(16, 64, Key = "features.4")] [MaxPool2D(3, stride: 2, rounding: Rounding.Ceiling)]
[Use<Fire>(32, 128, Key = "features.6")] [Use<Fire>(32, 128, Key = "features.7")] [MaxPool2D(3, stride: 2, rounding: Rounding.Ceiling)]
[Use<Fire>(48, 192, Key = "features.9")] [Use<Fire>(48, 192, Key = "features.10")]
[Use<Fire>(64, 256, Key = "features.11")] [Use<Fire>(64, 256, Key = "features.12")]
[Dropout]
[Conv2D(1000, kernel: 1, Key = "classifier.1")] [ReLU]
[GlobalAveragePool2D]
[SoftmaxCrossEntropy]
public sealed partial class SqueezeNet;
