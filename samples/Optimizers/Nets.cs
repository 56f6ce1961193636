using Espalier;

namespace Samples.Optimizers;

/// <summary>A hidden layer, to be repeated.</summary>
[Block]
[Dense(100)] [ReLU]
public partial class Hidden;

/// <summary>The two-layer net of the notes.</summary>
[Network]
[Input(784)]
[Dense(50)] [ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class TwoLayerNet;

/// <summary>No hidden layer.</summary>
[Network]
[Input(784)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class OneLayerNet;

/// <summary>One hidden layer.</summary>
[Network]
[Input(784)]
[Use<Hidden>]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class TwoWideNet;

/// <summary>Four hidden layers, as the race of the notes has them.</summary>
[Network]
[Input(784)]
[Use<Hidden>(Repeat = 4)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class FiveLayerNet;

/// <summary>Eight hidden layers.</summary>
[Network]
[Input(784)]
[Use<Hidden>(Repeat = 8)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class NineLayerNet;
