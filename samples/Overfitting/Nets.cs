using Espalier;

namespace Samples.Overfitting;

/// <summary>A hidden layer.</summary>
[Block]
[Dense(100)] [ReLU]
public partial class Hidden;

/// <summary>A hidden layer, some of whose values are dropped in training.</summary>
[Block]
[Dense(100)] [ReLU] [Dropout(0.2f)]
public partial class Dropping;

/// <summary>Six hidden layers of 100, much more than 300 samples need.</summary>
[Network]
[Input(784)]
[Use<Hidden>(Repeat = 6)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class PlainNet;

/// <summary>The same with a penalty on squared weights: ½·λ·w² of the notes with λ = 0.02.</summary>
[Network(L2 = 0.01f)]
[Input(784)]
[Use<Hidden>(Repeat = 6)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class SquaredPenaltyNet;

/// <summary>The same with a penalty on absolute weights.</summary>
[Network(L1 = 0.001f)]
[Input(784)]
[Use<Hidden>(Repeat = 6)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class AbsolutePenaltyNet;

/// <summary>The same with dropout.</summary>
[Network]
[Input(784)]
[Use<Dropping>(Repeat = 6)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class DropoutNet;

/// <summary>The same with dropout and the penalty on squares.</summary>
[Network(L2 = 0.01f)]
[Input(784)]
[Use<Dropping>(Repeat = 6)]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class DropoutPenaltyNet;
