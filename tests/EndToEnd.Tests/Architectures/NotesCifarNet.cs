namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>The CIFAR-10 net of the course notes (CS231n, assignment 2).</summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(32, kernel: 3, padding: 1)] [ReLU] [Dropout2D(0.25f)] [MaxPool2D(2)] [BatchNorm]
[Conv2D(128, kernel: 3, padding: 1)] [ReLU] [Dropout2D(0.25f)] [MaxPool2D(2)] [BatchNorm]
[Conv2D(256, kernel: 3, padding: 1)] [ReLU] [Dropout2D(0.25f)] [MaxPool2D(2)]
[Dense(1024)]
[SoftmaxCrossEntropy]
public sealed partial class NotesCifarNet;
