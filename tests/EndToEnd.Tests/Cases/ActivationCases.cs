namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(5), Dense(19), ReLU, Dense(3), MeanSquaredError]
public sealed partial class ReLUCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), ReLU, MeanSquaredError]
public sealed partial class ReLUImageCase;

[Network, Input(5), Dense(19), LeakyReLU(0.2f), Dense(3), MeanSquaredError]
public sealed partial class LeakyReLUCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), LeakyReLU, MeanSquaredError]
public sealed partial class LeakyReLUImageCase;

[Network, Input(5), Dense(19), Sigmoid, Dense(3), MeanSquaredError]
public sealed partial class SigmoidCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Sigmoid, MeanSquaredError]
public sealed partial class SigmoidImageCase;

[Network, Input(5), Dense(19), Tanh, Dense(3), MeanSquaredError]
public sealed partial class TanhCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Tanh, MeanSquaredError]
public sealed partial class TanhImageCase;

[Network, Input(5), Dense(19), Softmax, Dense(3), MeanSquaredError]
public sealed partial class SoftmaxCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Softmax, MeanSquaredError]
public sealed partial class SoftmaxImageCase;

[Network, Input(4), Dense(9), Sigmoid, Dense(9), Tanh, Dense(6), Softmax, MeanSquaredError]
public sealed partial class SaturationCase;
