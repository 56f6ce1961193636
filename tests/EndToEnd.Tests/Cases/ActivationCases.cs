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

[Network, Input(5, 7), Softmax, Flatten, Dense(2), MeanSquaredError]
public sealed partial class SoftmaxSequenceCase;

[Network, Input(5), Dense(19), PReLU, Dense(3), MeanSquaredError]
public sealed partial class PreluCase;

[Network, Input(5), Dense(19), PReLU(parameters: 19, slope: -0.5f), Dense(3), MeanSquaredError]
public sealed partial class PreluFeaturesCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), PReLU(parameters: 5), MeanSquaredError]
public sealed partial class PreluImageCase;

[Network, Input(6, 3), PReLU(parameters: 3), PReLU, MeanSquaredError]
public sealed partial class PreluSequenceCase;

[Network, Input(2, 4, 5), Conv2D(3, kernel: 2), Flatten, PReLU(parameters: 36), Tap("a"), PReLU(Frozen = true), Add("a"), Dense(3), MeanSquaredError]
public sealed partial class PreluFlatCase;

[Network, Input(5), Dense(19), ELU(alpha: 1.5f), Dense(3), MeanSquaredError]
public sealed partial class EluCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), ELU, MeanSquaredError]
public sealed partial class EluImageCase;

[Network, Input(5), Dense(19), SELU, Dense(3), MeanSquaredError]
public sealed partial class SeluCase;

[Network, Input(6, 3), SELU, Flatten, Dense(3), MeanSquaredError]
public sealed partial class SeluSequenceCase;

[Network, Input(5), Dense(19), GELU, Dense(3), MeanSquaredError]
public sealed partial class GeluCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), GELU, Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class GeluImageCase;

[Network, Input(5), Dense(19), GELU(approximate: Approximation.Tanh), Dense(3), MeanSquaredError]
public sealed partial class GeluTanhCase;

[Network, Input(5), Dense(19), SiLU, Dense(3), MeanSquaredError]
public sealed partial class SiluCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Tap("a"), SiLU, Add("a"), SiLU, MeanSquaredError]
public sealed partial class SiluImageCase;

[Network, Input(5), Dense(19), Softplus, Dense(3), MeanSquaredError]
public sealed partial class SoftplusCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Softplus(beta: 3f, threshold: 1.5f), MeanSquaredError]
public sealed partial class SoftplusImageCase;

[Network, Input(5), Dense(19), HardSigmoid, Dense(3), MeanSquaredError]
public sealed partial class HardSigmoidCase;

[Network, Input(6, 3), HardSigmoid, Flatten, Dense(3), MeanSquaredError]
public sealed partial class HardSigmoidSequenceCase;

[Network, Input(5), Dense(19), HardSwish, Dense(3), MeanSquaredError]
public sealed partial class HardSwishCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), HardSwish, MeanSquaredError]
public sealed partial class HardSwishImageCase;

[Network, Input(5), Dense(19), LogSoftmax, Dense(3), MeanSquaredError]
public sealed partial class LogSoftmaxCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), LogSoftmax, MeanSquaredError]
public sealed partial class LogSoftmaxImageCase;

[Network, Input(5, 7), LogSoftmax, Flatten, Dense(2), MeanSquaredError]
public sealed partial class LogSoftmaxSequenceCase;

[Network, Input(5), Dense(6), Identity, ReLU, Identity, Dense(3), Identity, MeanSquaredError]
public sealed partial class IdentityCase;

#pragma warning disable ESP0510 // Nothing learns through the step: its gradient is that of PyTorch's.
[Network, Input(5), Dense(6), Tap("a"), Step, Dense(6), Add("a"), Dense(3), MeanSquaredError]
public sealed partial class StepCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Step, MeanSquaredError]
public sealed partial class StepImageCase;
#pragma warning restore ESP0510

[Network, Input(5), Dense(18), Maxout(pieces: 3), Dense(3), MeanSquaredError]
public sealed partial class MaxoutCase;

[Network, Input(2, 4, 5), Conv2D(10, kernel: 2), Maxout(2), MeanSquaredError]
public sealed partial class MaxoutImageCase;

[Network, Input(5, 8), Maxout(4), Flatten, Dense(2), MeanSquaredError]
public sealed partial class MaxoutSequenceCase;

[Network, Input(4), Dense(9), Sigmoid, Dense(9), Tanh, Dense(6), Softmax, MeanSquaredError]
public sealed partial class SaturationCase;
