namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(7), Dense(5), MeanSquaredError]
public sealed partial class DenseCase;

[Network, Input(13), Dense(9, bias: false), Dense(3), SoftmaxCrossEntropy]
public sealed partial class DenseNoBiasCase;

[Network, Input(19), Dense(35), ReLU, Dense(17), MeanSquaredError]
public sealed partial class DenseWideCase;

[Network, Input(channels: 2, height: 3, width: 4), Dense(5), MeanSquaredError]
public sealed partial class DenseOnImageCase;

[Network, Input(steps: 7, features: 4), Dense(19), ReLU, Dense(3), MeanSquaredError]
public sealed partial class DenseOnSequenceCase;

[Network]
[Input(steps: 5, features: 3)]
[Dense(18, bias: false)] [BatchNorm] [ReLU]
[Dense(4)] [Flatten]
[Dense(2)]
[SoftmaxCrossEntropy]
public sealed partial class DenseOnSequenceFoldedCase;

[Network, Input(6), Dense(5), Tanh, Dense(4, Frozen = true), Tanh, Dense(2), MeanSquaredError]
public sealed partial class DenseFrozenCase;

[Network]
[Input(2, 6, 5)]
[Conv2D(3, kernel: 3, Key = "features.0", Name = "Stem")] [BatchNorm(Key = "features.1")] [ReLU]
[GlobalAveragePool2D]
[Dense(4, Key = "head")]
[SoftmaxCrossEntropy]
public sealed partial class KeysCase;
