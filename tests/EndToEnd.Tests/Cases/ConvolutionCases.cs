namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(3, 7, 6), Conv2D(4, kernel: 3), MeanSquaredError]
public sealed partial class ConvCase;

[Network, Input(2, 6, 5), Conv2D(5, kernel: 3, padding: 1), MeanSquaredError]
public sealed partial class ConvPaddingCase;

[Network, Input(2, 3, 2), Conv2D(3, kernel: 5, padding: 4), MeanSquaredError]
public sealed partial class ConvWidePaddingCase;

[Network, Input(2, 6, 7), Conv2D(3, kernel: [3, 5], padding: [1, 0, 2, 3]), MeanSquaredError]
public sealed partial class ConvAsymmetricCase;

[Network, Input(3, 9, 8), Conv2D(4, kernel: [3, 2], stride: [2, 3]), MeanSquaredError]
public sealed partial class ConvStrideCase;

[Network, Input(3, 7, 7), Conv2D(5, kernel: 3, stride: 2, padding: 1), MeanSquaredError]
public sealed partial class ConvStridePaddingCase;

[Network, Input(2, 5, 6), Conv2D(3, kernel: 1, stride: 2), MeanSquaredError]
public sealed partial class ConvStrideBeyondKernelCase;

[Network, Input(2, 8, 7), Conv2D(3, kernel: 3, stride: 3, rounding: Rounding.Floor), MeanSquaredError]
public sealed partial class ConvFloorCase;

[Network, Input(2, 9, 10), Conv2D(4, kernel: [3, 3], dilation: [2, 3], padding: [1, 2]), MeanSquaredError]
public sealed partial class ConvDilationCase;

[Network, Input(6, 5, 4), Conv2D(10, kernel: 3, padding: 1, groups: 2), MeanSquaredError]
public sealed partial class ConvGroupsCase;

[Network, Input(5, 7, 6), Conv2D(5, kernel: 3, padding: 1, groups: 5), MeanSquaredError]
public sealed partial class ConvDepthwiseCase;

[Network]
[Input(2, 5, 5)]
[Conv2D(35, kernel: 1)]
[Conv2D(35, kernel: 3, stride: 2, padding: 1, groups: 35, bias: false)]
[MeanSquaredError]
public sealed partial class ConvDepthwiseWideCase;

[Network, Input(3, 5, 6), Conv2D(6, kernel: 3, groups: 3), MeanSquaredError]
public sealed partial class ConvDepthwiseMultiplierCase;

[Network, Input(3, 5, 8), Conv2D(4, kernel: [3, 5], bias: false), MeanSquaredError]
public sealed partial class ConvNoBiasCase;

[Network]
[Input(3, 3, 5)]
[Conv2D(34, kernel: 1)] [ReLU]
[Conv2D(18, kernel: [1, 2])] [ReLU]
[Conv2D(2, kernel: 3, padding: 1)]
[MeanSquaredError]
public sealed partial class ConvWideCase;

[Network, Input(3, 4, 3), Conv2D(5, kernel: [4, 3]), ReLU, Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class ConvOnePixelCase;

[Network]
[Input(2, 9, 7)]
[Conv2D(4, kernel: 3, padding: 1)]
[Conv2D(6, kernel: 3, stride: 2, padding: 1)]
[Conv2D(4, kernel: [2, 3], padding: [2, 2], dilation: [2, 2], groups: 2)]
[Conv2D(3, kernel: [2, 5], stride: [2, 1], padding: [1, 0, 0, 2])]
[MeanSquaredError]
public sealed partial class ConvChainCase;

/// <summary>Enough channels for Winograd convolutions, with every kind of border.</summary>
[Network]
[Input(3, 9, 10)]
[Conv2D(16, kernel: 3, padding: 1)] [ReLU]
[Conv2D(18, kernel: 3, padding: 1)] [ReLU]
[Conv2D(16, kernel: [3, 3], padding: [0, 1, 2, 0], bias: false)] [BatchNorm] [ReLU]
[Conv2D(2, kernel: 1)]
[MeanSquaredError]
public sealed partial class ConvWinogradCase;

[Network(Winograd = false)]
[Input(3, 9, 10)]
[Conv2D(16, kernel: 3, padding: 1)] [ReLU]
[Conv2D(18, kernel: 3, padding: 1)] [ReLU]
[Conv2D(16, kernel: [3, 3], padding: [0, 1, 2, 0], bias: false)] [BatchNorm] [ReLU]
[Conv2D(2, kernel: 1)]
[MeanSquaredError]
public sealed partial class ConvWithoutWinogradCase;

[Network, Input(2, 5, 6), Conv2D(4, kernel: 3), Tanh, Conv2D(3, kernel: 2)]
public sealed partial class ConvLosslessCase;

[Network]
[Input(2, 5, 5)]
[Conv2D(3, kernel: 2, Frozen = true)] [ReLU]
[Conv2D(4, kernel: 2)] [Tanh]
[Conv2D(3, kernel: 1, Frozen = true)]
[Conv2D(2, kernel: 2)]
[MeanSquaredError]
public sealed partial class ConvFrozenCase;
