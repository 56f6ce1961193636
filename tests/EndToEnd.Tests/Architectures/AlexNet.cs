namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>
/// AlexNet (Krizhevsky, Sutskever, Hinton 2012) with its two groups and local response normalisation, for which images
/// are 227 pixels wide.
/// </summary>
[Network]
[Input(3, 227, 227)]
[Conv2D(96, kernel: 11, stride: 4)] [ReLU] [LocalResponseNorm(5)] [MaxPool2D(3, stride: 2)]
[Conv2D(256, kernel: 5, padding: 2, groups: 2)] [ReLU] [LocalResponseNorm(5)] [MaxPool2D(3, stride: 2)]
[Conv2D(384, kernel: 3, padding: 1)] [ReLU]
[Conv2D(384, kernel: 3, padding: 1, groups: 2)] [ReLU]
[Conv2D(256, kernel: 3, padding: 1, groups: 2)] [ReLU] [MaxPool2D(3, stride: 2)]
[Dense(4096)] [ReLU] [Dropout]
[Dense(4096)] [ReLU] [Dropout]
[Dense(1000)]
[SoftmaxCrossEntropy]
public sealed partial class AlexNet;

/// <summary>AlexNet on one machine (Krizhevsky 2014), as torchvision defines it.</summary>
[Network]
[Input(3, 224, 224)]
[Conv2D(64, kernel: 11, stride: 4, padding: 2, Key = "features.0")] [ReLU] [MaxPool2D(3, stride: 2)]
[Conv2D(192, kernel: 5, padding: 2, Key = "features.3")] [ReLU] [MaxPool2D(3, stride: 2)]
[Conv2D(384, kernel: 3, padding: 1, Key = "features.6")] [ReLU]
[Conv2D(256, kernel: 3, padding: 1, Key = "features.8")] [ReLU]
[Conv2D(256, kernel: 3, padding: 1, Key = "features.10")] [ReLU] [MaxPool2D(3, stride: 2)]
[Dropout] [Dense(4096, Key = "classifier.1")] [ReLU]
[Dropout] [Dense(4096, Key = "classifier.4")] [ReLU]
[Dense(1000, Key = "classifier.6")]
[SoftmaxCrossEntropy]
public sealed partial class AlexNetOneWeirdTrick;
