namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>A 3×3 convolution that keeps the size of the image, and a ReLU.</summary>
[Block]
[Conv2D(Width, kernel: 3, padding: 1, Key = "")] [ReLU]
public partial class Conv3x3
{
    [Argument] private const int Width = 64;
}

/// <summary>VGG-11 (Simonyan and Zisserman 2014, configuration A), as torchvision defines it.</summary>
[Network]
[Input(3, 224, 224)]
[Use<Conv3x3>(64, Key = "features.0")] [MaxPool2D(2)]
[Use<Conv3x3>(128, Key = "features.3")] [MaxPool2D(2)]
[Use<Conv3x3>(256, Key = "features.6")] [Use<Conv3x3>(256, Key = "features.8")] [MaxPool2D(2)]
[Use<Conv3x3>(512, Key = "features.11")] [Use<Conv3x3>(512, Key = "features.13")] [MaxPool2D(2)]
[Use<Conv3x3>(512, Key = "features.16")] [Use<Conv3x3>(512, Key = "features.18")] [MaxPool2D(2)]
[Dense(4096, Key = "classifier.0")] [ReLU] [Dropout]
[Dense(4096, Key = "classifier.3")] [ReLU] [Dropout]
[Dense(1000, Key = "classifier.6")]
[SoftmaxCrossEntropy]
public sealed partial class Vgg11;

/// <summary>VGG-16 (Simonyan and Zisserman 2014, configuration D), as torchvision defines it.</summary>
[Network]
[Input(3, 224, 224)]
[Use<Conv3x3>(64, Key = "features.0")] [Use<Conv3x3>(64, Key = "features.2")] [MaxPool2D(2)]
[Use<Conv3x3>(128, Key = "features.5")] [Use<Conv3x3>(128, Key = "features.7")] [MaxPool2D(2)]
[Use<Conv3x3>(256, Key = "features.10")] [Use<Conv3x3>(256, Key = "features.12")] [Use<Conv3x3>(256, Key = "features.14")] [MaxPool2D(2)]
[Use<Conv3x3>(512, Key = "features.17")] [Use<Conv3x3>(512, Key = "features.19")] [Use<Conv3x3>(512, Key = "features.21")] [MaxPool2D(2)]
[Use<Conv3x3>(512, Key = "features.24")] [Use<Conv3x3>(512, Key = "features.26")] [Use<Conv3x3>(512, Key = "features.28")] [MaxPool2D(2)]
[Dense(4096, Key = "classifier.0")] [ReLU] [Dropout]
[Dense(4096, Key = "classifier.3")] [ReLU] [Dropout]
[Dense(1000, Key = "classifier.6")]
[SoftmaxCrossEntropy]
public sealed partial class Vgg16;
