namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(3, 4, 5), Conv2D(6, kernel: 3), Flatten, Dense(7), ReLU, Dense(4), SoftmaxCrossEntropy]
public sealed partial class FlattenCase;

[Network, Input(2, 3, 4), Conv2D(5, kernel: 1), Flatten, MeanSquaredError]
public sealed partial class FlattenLastCase;

[Network, Input(2, 4, 5), Conv2D(3, kernel: 2), Flatten, Tanh, Dense(3), MeanSquaredError]
public sealed partial class FlattenThenActivationCase;
