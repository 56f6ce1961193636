namespace Espalier.Training.Tests;

/// <summary>Has all that a checkpoint must keep: batch norm, dropout, an optimizer with state.</summary>
[Network]
[Input(4)]
[Dense(8)] [BatchNorm] [ReLU] [Dropout(.3f)]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class RandomNet;

/// <summary>The same shapes, but another network.</summary>
[Network]
[Input(4)]
[Dense(9)] [ReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class OtherNet;

/// <summary>A line through points.</summary>
[Network]
[Input(1)]
[Dense(1)]
[MeanSquaredError]
public sealed partial class LineNet;

/// <summary>Without a loss.</summary>
[Network]
[Input(4)]
[Dense(3)]
public sealed partial class OpenNet;
