namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>A convolutional autoencoder for digits: 784 numbers through 16 and back.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(8, kernel: 3, stride: 2, padding: 1)] [ReLU]
[Conv2D(16, kernel: 3, stride: 2, padding: 1)] [ReLU]
[Dense(16, Name = "code")]
[Dense(16 * 7 * 7)] [ReLU] [Reshape(16, 7, 7)]
[ConvTranspose2D(8, kernel: 4, stride: 2, padding: 1)] [ReLU]
[ConvTranspose2D(1, kernel: 4, stride: 2, padding: 1)] [Sigmoid]
[MeanSquaredError]
public sealed partial class Autoencoder;
