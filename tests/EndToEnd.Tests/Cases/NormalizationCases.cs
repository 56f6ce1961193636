namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(6), Dense(5, bias: false), BatchNorm, ReLU, Dense(3), SoftmaxCrossEntropy]
public sealed partial class BatchNormFeaturesCase;

[Network, Input(5), BatchNorm(epsilon: 1e-3f, momentum: 0.3f), MeanSquaredError]
public sealed partial class BatchNormInputCase;

[Network]
[Input(2, 4, 5)]
[Conv2D(4, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
[Conv2D(3, kernel: 2)] [BatchNorm(epsilon: 1e-2f, momentum: 0.5f)]
[MeanSquaredError]
public sealed partial class BatchNormImageCase;

[Network, Input(2, 3, 3), Conv2D(35, kernel: 1), BatchNorm, Sigmoid, Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class BatchNormWideCase;

[Network]
[Input(3, 5, 4)]
[Conv2D(3, kernel: 3, groups: 3, bias: false)] [BatchNorm] [ReLU]
[Conv2D(6, kernel: 1, groups: 3)] [BatchNorm] [ReLU]
[MeanSquaredError]
public sealed partial class BatchNormDepthwiseCase;

[Network, Input(2, 4, 4), Conv2D(3, kernel: 2), BatchNorm(Frozen = true), ReLU, Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class BatchNormFrozenCase;

[Network, Input(2, 3, 4), Conv2D(3, kernel: 2), Flatten, BatchNorm, Dense(2), MeanSquaredError]
public sealed partial class BatchNormFlatCase;
