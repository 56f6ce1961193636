namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(6), Dense(11), SoftmaxCrossEntropy]
public sealed partial class CrossEntropyCase;

[Network, Input(4), Dense(5), SoftmaxCrossEntropy]
public sealed partial class CrossEntropyExtremeCase;

[Network, Input(3), Dense(17), MeanSquaredError]
public sealed partial class MeanSquaredErrorCase;
