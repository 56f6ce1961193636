namespace Espalier.EndToEnd.Tests.Cases;

[Network]
[Input(2, 4, 6, Name = "image")] [Conv2D(3, kernel: 3)] [ReLU] [Dense(6, Name = "pixels", Key = "dense1")]
[Input(5, Name = "hints")] [Dense(6, Key = "dense2")] [Add("pixels")] [Tanh]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class TwoInputsCase;

[Network]
[Input(6)]
[Dense(9)] [Tanh(Name = "trunk")]
[Dense(5)] [SoftmaxCrossEntropy(Name = "kind")]
[Dense(2, From = "trunk")] [MeanSquaredError(weight: 0.5f, Name = "place")]
public sealed partial class TwoLossesCase;

[Network]
[Input(6)]
[Dense(9)] [Tanh(Name = "trunk")]
[Dense(5)] [Output("policy")]
[Dense(2, From = "trunk")] [Output("value")]
public sealed partial class TwoOutputsCase;

[Network]
[Input(2, 4, 5, Name = "image")]
[Conv2D(3, kernel: 3, padding: 1, Name = "mask", Key = "conv1")] [SoftmaxCrossEntropy(weight: 2)]
[Input(4, Name = "state")]
[Dense(6, Name = "state6", Key = "dense1")]
[Sigmoid(From = "mask")] [Dense(6)]
[Add("state6", Name = "middle")] [MeanAbsoluteError(weight: 0.25f, Name = "middling")]
[ReLU(From = "middle")] [Dense(3)]
[SoftmaxCrossEntropy(smoothing: 0.1f, Name = "answer")]
public sealed partial class SeveralOfAllCase;

[Network]
[Input(4)]
[Dense(5)]
[MeanSquaredError] [MeanAbsoluteError(weight: 0.5f)] [SoftmaxCrossEntropy]
public sealed partial class LossesOfOneOutputCase;

[Network]
[Input(6)]
[Dense(9)] [Tanh(Name = "trunk")]
[Dense(5)] [SoftmaxCrossEntropy]
[Dense(2, From = "trunk")] [Output("features")]
public sealed partial class OutputBesideLossCase;
