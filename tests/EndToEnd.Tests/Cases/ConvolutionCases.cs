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

/// <summary>Rows long enough for Winograd's filtering along them, with max pooling in the same pass and with a batch norm taken in.</summary>
[Network]
[Input(1, 6, 26)]
[Conv2D(9, kernel: 5, padding: 2)] [ReLU] [MaxPool2D(2)]
[Conv2D(32, kernel: [2, 5], padding: [0, 2], bias: false)] [BatchNorm] [ReLU]
[Conv2D(2, kernel: 1)]
[MeanSquaredError]
public sealed partial class ConvWinogradRowsCase;

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

[Network, Input(2, 7, 6), Conv2D(3, kernel: [4, 3], Padding.Same), Conv2D(4, kernel: 3, Padding.Same, dilation: 2), MeanSquaredError]
public sealed partial class ConvSameCase;

[Network, Input(3, 8, 7), Conv2D(4, kernel: 3, padding: Padding.Same, stride: 2), Conv2D(2, kernel: [2, 1], Padding.Same, stride: [3, 2]), MeanSquaredError]
public sealed partial class ConvSameStrideCase;

[Network, Input(4, 6, 5), Conv2D(12, kernel: 3, padding: 1, groups: 4, stride: 2), ReLU, Conv2D(3, kernel: 1, groups: 3), MeanSquaredError]
public sealed partial class ConvGroupsUnevenCase;

[Network, Input(steps: 9, features: 3), Conv1D(5, kernel: 3), MeanSquaredError]
public sealed partial class Conv1dCase;

[Network]
[Input(steps: 13, features: 2)]
[Conv1D(18, kernel: 5, stride: 2, padding: 2)] [BatchNorm] [ReLU]
[Conv1D(4, kernel: 3, padding: [0, 2], dilation: 2, bias: false)] [Tanh]
[Conv1D(3, kernel: 2, rounding: Rounding.Floor, stride: 3)]
[MeanSquaredError]
public sealed partial class Conv1dChainCase;

[Network, Input(steps: 11, features: 3), Conv1D(6, kernel: 3, Padding.Causal, dilation: 2), ReLU, Conv1D(4, kernel: 4, padding: Padding.Causal), MeanSquaredError]
public sealed partial class Conv1dCausalCase;

[Network, Input(steps: 10, features: 4), Conv1D(3, kernel: 4, Padding.Same), Conv1D(5, kernel: 5, Padding.Same, stride: 3), MeanSquaredError]
public sealed partial class Conv1dSameCase;

[Network]
[Input(steps: 8, features: 6)]
[Conv1D(6, kernel: 3, padding: 1, groups: 6)]
[Conv1D(9, kernel: 3, padding: 1, groups: 3)]
[Conv1D(18, kernel: 2, groups: 9)]
[MeanSquaredError]
public sealed partial class Conv1dGroupsCase;

[Network, Input(2, 4, 5), ConvTranspose2D(3, kernel: 3), MeanSquaredError]
public sealed partial class ConvTransposeCase;

[Network, Input(3, 4, 3), Conv2D(5, kernel: 1), ConvTranspose2D(18, kernel: 4, stride: 2, padding: 1), ReLU, ConvTranspose2D(2, kernel: 2, stride: 2), MeanSquaredError]
public sealed partial class ConvTransposeStrideCase;

[Network]
[Input(2, 3, 4)]
[ConvTranspose2D(4, kernel: [3, 2], stride: [2, 3], padding: [1, 0], outputPadding: [1, 2], dilation: [2, 1], bias: false)]
[MeanSquaredError]
public sealed partial class ConvTransposeUnevenCase;

[Network, Input(2, 4, 5), ConvTranspose2D(3, kernel: [3, 3], padding: [1, 0, 0, 2]), MeanSquaredError]
public sealed partial class ConvTransposeAsymmetricCase;

[Network]
[Input(4, 3, 4)]
[ConvTranspose2D(4, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 4)]
[ConvTranspose2D(6, kernel: 3, padding: 1, groups: 2)]
[ConvTranspose2D(3, kernel: 1)]
[MeanSquaredError]
public sealed partial class ConvTransposeGroupsCase;

[Network]
[Input(2, 3, 3)]
[ConvTranspose2D(18, kernel: 3, stride: 2, bias: false)] [BatchNorm] [ReLU]
[ConvTranspose2D(4, kernel: 2, groups: 2)] [BatchNorm]
[ConvTranspose2D(4, kernel: 2, groups: 4)] [BatchNorm] [ReLU]
[MeanSquaredError]
public sealed partial class ConvTransposeFoldedCase;

[Network, Input(2, 3, 3), Conv2D(3, kernel: 1), ConvTranspose2D(4, kernel: 2, Frozen = true), Tanh, Conv2D(2, kernel: 2), MeanSquaredError]
public sealed partial class ConvTransposeFrozenCase;
