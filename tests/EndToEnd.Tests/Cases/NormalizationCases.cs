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

[Network, Input(2, 4, 4), Conv2D(3, kernel: 2), BatchNorm(useRunningStatistics: false, Frozen = true), ReLU, Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class BatchNormFrozenCase;

[Network, Input(2, 3, 4), Conv2D(3, kernel: 2), Flatten, BatchNorm, Dense(2), MeanSquaredError]
public sealed partial class BatchNormFlatCase;

[Network, Input(6, 5), BatchNorm, ReLU, Flatten, Dense(3), MeanSquaredError]
public sealed partial class BatchNormSequenceCase;

[Network, Input(2, 4, 5), Conv2D(3, kernel: 2), BatchNorm(affine: false), ReLU, Conv2D(2, kernel: 1, bias: false), BatchNorm(affine: false), MeanSquaredError]
public sealed partial class BatchNormPlainCase;

[Network]
[Input(2, 4, 5)]
[Conv2D(3, kernel: 2)] [BatchNorm(useRunningStatistics: true)] [ReLU]
[Conv2D(4, kernel: 2)] [BatchNorm(useRunningStatistics: true, affine: false)] [Tanh]
[Conv2D(2, kernel: 1)] [BatchNorm(useRunningStatistics: true, Frozen = true)]
[MeanSquaredError]
public sealed partial class BatchNormRunningCase;

/// <summary>One value a channel and sample, as a batch of one: fixed statistics ask for no more.</summary>
[Network, Input(7), BatchNorm(useRunningStatistics: true), Dense(3), MeanSquaredError]
public sealed partial class BatchNormRunningInputCase;

[Network, Input(9), Dense(21), LayerNorm, ReLU, Dense(5, bias: false), LayerNorm(epsilon: 1e-2f, bias: false), Sigmoid, Dense(4), LayerNorm(affine: false), MeanSquaredError]
public sealed partial class LayerNormFeaturesCase;

/// <summary>A large mean beside a small deviation.</summary>
[Network, Input(40), LayerNorm, MeanSquaredError]
public sealed partial class LayerNormInputCase;

[Network, Input(5, 7), LayerNorm, Tanh, LayerNorm(affine: false), ReLU, Flatten, Dense(3), MeanSquaredError]
public sealed partial class LayerNormSequenceCase;

[Network, Input(2, 5, 4), Conv2D(3, kernel: 2), LayerNorm, ReLU, Conv2D(2, kernel: 2), LayerNorm(affine: false), Dense(3), MeanSquaredError]
public sealed partial class LayerNormImageCase;

[Network, Input(2, 5, 4), Conv2D(18, kernel: 2), LayerNorm(perPixel: true), ReLU, Conv2D(3, kernel: 2), LayerNorm(perPixel: true, bias: false), MeanSquaredError]
public sealed partial class LayerNormPixelsCase;

/// <summary>The features of a flattened image, in PyTorch's order.</summary>
[Network, Input(2, 4, 3), Conv2D(3, kernel: 2), Flatten, LayerNorm, Dense(2), MeanSquaredError]
public sealed partial class LayerNormFlatCase;

/// <summary>Two readers of the input, and two that add to the same gradient.</summary>
[Network]
[Input(6)]
[Dense(12)] [Tap("a")]
[LayerNorm] [Add("a")] [Tap("b")]
[RMSNorm] [Add("b")] [Tap("c")]
[GroupNorm(3)] [Add("c")]
[MeanSquaredError]
public sealed partial class NormResidualCase;

[Network, Input(3, 5, 4), LayerNorm(Frozen = true), Conv2D(4, kernel: 2), GroupNorm(2, Frozen = true), ReLU, Conv2D(2, kernel: 2), RMSNorm(Frozen = true), MeanSquaredError]
public sealed partial class NormFrozenCase;

[Network, Input(2, 5, 4), Conv2D(6, kernel: 2), GroupNorm(3), ReLU, Conv2D(4, kernel: 2), GroupNorm(1, epsilon: 1e-2f), Tanh, GroupNorm(2, affine: false), MeanSquaredError]
public sealed partial class GroupNormImageCase;

[Network, Input(2, 3, 4), Conv2D(36, kernel: 1), GroupNorm(2), Sigmoid, GroupNorm(36), Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class GroupNormWideCase;

[Network, Input(5, 6), GroupNorm(2), ReLU, Flatten, Dense(3), MeanSquaredError]
public sealed partial class GroupNormSequenceCase;

[Network, Input(5), Dense(12), GroupNorm(4), Tanh, Dense(3), MeanSquaredError]
public sealed partial class GroupNormFeaturesCase;

[Network, Input(2, 5, 4), Conv2D(3, kernel: 2), InstanceNorm, ReLU, Conv2D(5, kernel: 2), InstanceNorm(epsilon: 1e-2f, affine: true), MeanSquaredError]
public sealed partial class InstanceNormImageCase;

[Network, Input(6, 5), InstanceNorm(affine: true), Flatten, Dense(3), MeanSquaredError]
public sealed partial class InstanceNormSequenceCase;

[Network, Input(9), Dense(21), RMSNorm, ReLU, Dense(5), RMSNorm(epsilon: 1e-2f, affine: false), MeanSquaredError]
public sealed partial class RmsNormFeaturesCase;

[Network, Input(5, 7), RMSNorm, Sigmoid, Flatten, Dense(3), MeanSquaredError]
public sealed partial class RmsNormSequenceCase;

[Network, Input(2, 5, 4), Conv2D(3, kernel: 2), RMSNorm, ReLU, Conv2D(4, kernel: 2), RMSNorm(perPixel: true), MeanSquaredError]
public sealed partial class RmsNormImageCase;

/// <summary>As AlexNet has it, over fewer and over more channels than a vector holds.</summary>
[Network, Input(2, 4, 3), Conv2D(7, kernel: 1), LocalResponseNorm(5, k: 2f), ReLU, Conv2D(35, kernel: 2), LocalResponseNorm(5, alpha: 0.5f), MeanSquaredError]
public sealed partial class LocalResponseNormImageCase;

/// <summary>An even window, another exponent, and a window beyond all channels.</summary>
[Network, Input(5, 6), LocalResponseNorm(4, alpha: 2f, beta: 0.6f, k: 0.5f), Tanh, LocalResponseNorm(30, alpha: 3f, beta: 1f), Flatten, Dense(3), MeanSquaredError]
public sealed partial class LocalResponseNormSequenceCase;

[Network, Input(6), LocalResponseNorm(1, alpha: 1f), Dense(3), LocalResponseNorm(3, alpha: 0f, beta: 0.5f, k: 4f), MeanSquaredError]
public sealed partial class LocalResponseNormFeaturesCase;
