using Espalier;

namespace Samples.Initialisation;

/// <summary>A hidden layer with sigmoid.</summary>
[Block]
[Dense(100)] [Sigmoid]
public partial class SigmoidLayer;

/// <summary>A hidden layer with ReLU.</summary>
[Block]
[Dense(100)] [ReLU]
public partial class ReluLayer;

/// <summary>A hidden layer with batch norm and ReLU.</summary>
[Block]
[Dense(100, bias: false)] [BatchNorm] [ReLU]
public partial class NormalisedLayer;

/// <summary>Five sigmoid layers, weights of deviation 1.</summary>
[Network(Init = Init.Normal, InitScale = 1)]
[Input(784)] [Use<SigmoidLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class SigmoidWide;

/// <summary>Five sigmoid layers, weights of deviation 0.01.</summary>
[Network(Init = Init.Normal, InitScale = .01f)]
[Input(784)] [Use<SigmoidLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class SigmoidNarrow;

/// <summary>Five sigmoid layers, weights as Glorot and Bengio (2010) derive them.</summary>
[Network(Init = Init.XavierNormal)]
[Input(784)] [Use<SigmoidLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class SigmoidXavier;

/// <summary>Five ReLU layers, weights of deviation 0.01.</summary>
[Network(Init = Init.Normal, InitScale = .01f)]
[Input(784)] [Use<ReluLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class ReluNarrow;

/// <summary>Five ReLU layers, weights as for sigmoids.</summary>
[Network(Init = Init.XavierNormal)]
[Input(784)] [Use<ReluLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class ReluXavier;

/// <summary>Five ReLU layers, weights as He and others (2015) derive them.</summary>
[Network(Init = Init.KaimingNormal)]
[Input(784)] [Use<ReluLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class ReluHe;

/// <summary>Five ReLU layers, weights of deviation 1 to be scaled.</summary>
[Network(Init = Init.Normal, InitScale = 1)]
[Input(784)] [Use<ReluLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class PlainNet;

/// <summary>The same with batch norm behind each layer.</summary>
[Network(Init = Init.Normal, InitScale = 1)]
[Input(784)] [Use<NormalisedLayer>(Repeat = 5)] [Dense(10)] [SoftmaxCrossEntropy]
public sealed partial class NormalisedNet;
