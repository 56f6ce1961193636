namespace Espalier.EndToEnd.Tests.Cases;

[Network]
[Input(3, 5, 6, Pixels.Rgb8)] [Standardize(mean: [0.5f, 0.25f, -1], deviation: [0.25f, 2, 0.5f])]
[Conv2D(4, kernel: 3)]
[Dense(2)]
[MeanSquaredError]
public sealed partial class StandardizeImageCase;

[Network, Input(5), Standardize(mean: [1, 2, 3, 4, 5], deviation: [1, 0.5f, 2, 4, 8]), Dense(3), MeanSquaredError]
public sealed partial class StandardizeFeaturesCase;

[Network]
[Input(2, 4, 5)] [Standardize(mean: 100, deviation: 0.5f)]
[Conv2D(2, kernel: 3, padding: 1)] [Add("Input")]
[MeanSquaredError]
public sealed partial class StandardizeNumberCase;
