namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(3, 4, 5), Conv2D(6, kernel: 3), Flatten, Dense(7), ReLU, Dense(4), SoftmaxCrossEntropy]
public sealed partial class FlattenCase;

[Network, Input(2, 3, 4), Conv2D(5, kernel: 1), Flatten, MeanSquaredError]
public sealed partial class FlattenLastCase;

[Network, Input(2, 4, 5), Conv2D(3, kernel: 2), Flatten, Tanh, Dense(3), MeanSquaredError]
public sealed partial class FlattenThenActivationCase;

[Network, Input(4, 3), Tanh, Flatten, Dense(3), MeanSquaredError]
public sealed partial class FlattenSequenceCase;

[Network, Input(24), Dense(24), Reshape(2, 3, 4), Conv2D(3, kernel: 2), MeanSquaredError]
public sealed partial class ReshapeToImageCase;

[Network, Input(2, 3, 4), Conv2D(6, kernel: 2), Reshape(6, 6), Tanh, Reshape(3, -1, 4), Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class ReshapeCase;

[Network, Input(2, 3, 4), Conv2D(6, kernel: 2), Reshape(4, 3, 3), Conv2D(2, kernel: 1), Reshape(-1), Dense(2), MeanSquaredError]
public sealed partial class ReshapeImageCase;

// Back to the image that it was: nothing moves.
[Network, Input(2, 3, 4), Conv2D(6, kernel: 2), Flatten, Tanh, Reshape(6, 2, 3), Conv2D(2, kernel: 1), Reshape(12), MeanSquaredError]
public sealed partial class ReshapeBackCase;

[Network, Input(6), Reshape(3, 2), Tap("a"), Reshape(1, 3, 2), Conv2D(2, kernel: 2), Flatten, Dense(6), Reshape(3, 2), Add("a"), MeanSquaredError]
public sealed partial class ReshapeInputCase;

[Network, Input(5, 7), Tap("a"), Sigmoid, Transpose, PReLU(parameters: 5), Transpose, Add("a"), Flatten, Dense(2), MeanSquaredError]
public sealed partial class TransposeCase;

[Network, Input(9), Dense(12), Tap("a"), Slice(3, 5), Tap("b"), Slice(7, From = "a"), Add("b"), Dense(2), MeanSquaredError]
public sealed partial class SliceCase;

[Network]
[Input(2, 4, 5)]
[Conv2D(6, kernel: 2)] [Tap("a")]
[Slice(1, 4)]
[Slice(1, axis: Axis.Rows)]
[Slice(0, 3, Axis.Columns)]
[MeanSquaredError]
public sealed partial class SliceImageCase;

[Network, Input(5, 4), Slice(1, 3, Axis.Steps), Slice(start: 2, axis: Axis.Features), Flatten, Dense(2), MeanSquaredError]
public sealed partial class SliceSequenceCase;

// The upper half of the values of PyTorch's order, not of memory's.
[Network, Input(2, 3, 4), Conv2D(6, kernel: 2), Flatten, Slice(10, 20), Dense(2), MeanSquaredError]
public sealed partial class SliceFlattenedCase;

[Network, Input(4), Dense(5), Pad(2), Dense(4), Pad([0, 3], value: 1.5f), MeanSquaredError]
public sealed partial class PadCase;

[Network]
[Input(2, 3, 4)]
[Conv2D(3, kernel: 2)] [Pad(1)]
[Conv2D(3, kernel: 2)] [Pad([1, 0], value: -0.5f)]
[Pad([0, 2, 1, 0])]
[Conv2D(2, kernel: 3)]
[MeanSquaredError]
public sealed partial class PadImageCase;

[Network, Input(3, 4), Pad([2, 0]), Tanh, Pad(1, value: 0.25f), Flatten, Dense(2), MeanSquaredError]
public sealed partial class PadSequenceCase;
