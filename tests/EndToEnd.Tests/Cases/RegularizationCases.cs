namespace Espalier.EndToEnd.Tests.Cases;

/// <summary>Panels that are filled up (17 and 3 outputs), and more weights than a block of the sum.</summary>
[Network(L2 = 0.02f)]
[Input(70)]
[Dense(17)] [BatchNorm] [ReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class PenaltyL2Case;

[Network(L1 = 0.03f), Input(2, 4, 5), Conv2D(5, kernel: 2), LayerNorm, Tanh, Dense(3, bias: false), MeanSquaredError]
public sealed partial class PenaltyL1Case;

/// <summary>The elastic net over everything that learns.</summary>
[Network(L1 = 0.01f, L2 = 0.05f, PenalizeBiases = true)]
[Input(3, 4, 4)]
[Conv2D(6, kernel: 2, groups: 3)] [GroupNorm(2)] [ReLU]
[Conv2D(2, kernel: 2)] [RMSNorm]
[MeanSquaredError]
public sealed partial class PenaltyElasticNetCase;

/// <summary>Layers that say otherwise: none, another factor, biases too, the scale of a norm, and one that does not learn.</summary>
[Network(L1 = 0.01f, L2 = 0.02f)]
[Input(6)]
[Dense(9, L1 = 0, L2 = 0)] [Tanh]
[Dense(8, L2 = 0.1f)] [LayerNorm(L2 = 0.04f)] [Tanh]
[Dense(7, L1 = 0, PenalizeBiases = true)] [Tanh]
[Dense(5, Frozen = true)] [Tanh]
[Dense(3)]
[MeanSquaredError]
public sealed partial class PenaltyOfLayersCase;

/// <summary>Penalties of layers alone, and a gradient that the caller gives.</summary>
[Network, Input(5), Dense(6, L2 = 0.05f), Sigmoid, Dense(2, L1 = 0.02f)]
public sealed partial class PenaltyWithoutLossCase;
