namespace Espalier.EndToEnd.Tests.Cases;

[Network]
[Input(5)]
[Dense(6, Name = "a")] [Dense(6, From = "Input")] [Sigmoid(Name = "b")]
[Dense(6, From = "a")]
[Multiply("a", "b")] [Multiply("Multiply1")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class MultiplyCase;

[Network]
[Input(2, 4, 5)] [Tap("image")]
[Conv2D(2, kernel: 3, padding: 1)] [Multiply("image")] [ReLU]
[MeanSquaredError]
public sealed partial class MultiplyImageCase;

// Squeeze and excitation: a factor for each channel.
[Network]
[Input(2, 5, 4)]
[Conv2D(7, kernel: 2)] [Tap("image")]
[GlobalAveragePool2D] [Dense(3)] [ReLU] [Dense(7)] [Sigmoid] [Tap("factors")]
[Multiply("image")]
[Conv2D(2, kernel: 1)]
[MeanSquaredError]
public sealed partial class SqueezeExcitationCase;

[Network]
[Input(4, 6)] [Tap("steps")]
[Flatten] [Dense(6)] [Tap("by")]
[Multiply("steps", "by", "steps")]
[Flatten] [Dense(2)]
[MeanSquaredError]
public sealed partial class MultiplySequenceCase;

[Network]
[Input(2, 3, 4)]
[Conv2D(5, kernel: 1)] [Tap("image")]
[Flatten] [Dense(5)] [Tap("shift")]
[Add("image", "shift")] [ReLU]
[Conv2D(2, kernel: 1)]
[MeanSquaredError]
public sealed partial class AddByChannelCase;

// A flattened image of one pixel a channel is a vector like another, and one that lies in another order is not.
[Network]
[Input(4, 3, 2)] [Tap("image")]
[Conv2D(2, kernel: 2)] [Flatten] [Tap("shift")]
[Add("image", "shift")]
[MeanSquaredError]
public sealed partial class AddFlattenedByChannelCase;

[Network]
[Input(5)]
[Dense(6, Name = "a")] [Dense(6, From = "Input", Name = "b")]
[Dense(6, From = "a")]
[Subtract("a", "b")] [Subtract("a")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SubtractCase;

[Network]
[Input(2, 4, 5)] [Tap("image")]
[Conv2D(2, kernel: 3, padding: 1)] [Subtract("image")]
[MeanSquaredError]
public sealed partial class SubtractImageCase;

// Inception: branches side by side.
[Network]
[Input(3, 5, 4)] [Tap("in")]
[Conv2D(5, kernel: 1)] [ReLU] [Tap("one")]
[Conv2D(2, kernel: 3, padding: 1, From = "in")] [ReLU] [Tap("three")]
[MaxPool2D(3, stride: 1, padding: 1, From = "in")]
[Concat("one", "three", "in")]
[Conv2D(3, kernel: 2)]
[MeanSquaredError]
public sealed partial class ConcatCase;

[Network]
[Input(2, 3, 4)]
[Conv2D(3, kernel: 1)] [Tap("a")]
[Conv2D(3, kernel: 2)] [Pad([0, 0, 0, 1])]
[Concat(Axis.Rows, "a")] [Tap("tall")]
[Conv2D(3, kernel: [1, 2])]
[Concat(Axis.Columns, "tall")]
[MeanSquaredError]
public sealed partial class ConcatRowsColumnsCase;

[Network]
[Input(5)]
[Dense(6)] [Tanh] [Tap("a")]
[Dense(3)]
[Concat("a", "Input", "a")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class ConcatFeaturesCase;

[Network]
[Input(4, 3)] [Tap("in")]
[Sigmoid]
[Concat("in")] [Tap("wide")]
[Tanh]
[Concat(Axis.Steps, "wide")]
[Flatten] [Dense(2)]
[MeanSquaredError]
public sealed partial class ConcatSequenceCase;

// Flattened images lie in an order of their own: side by side, they are brought to PyTorch's.
[Network]
[Input(2, 3, 4)]
[Conv2D(5, kernel: 2)] [Flatten] [Tap("a")]
[Conv2D(3, kernel: 1, From = "Input")] [Flatten]
[Concat("a")]
[Dense(4)]
[MeanSquaredError]
public sealed partial class ConcatFlattenedCase;

[Network]
[Input(2, 4, 5)]
[Conv2D(4, kernel: 3, padding: 1)] [ReLU] [Tap("tap")]
[Conv2D(4, kernel: 3, padding: 1)]
[Add("tap")] [ReLU]
[MeanSquaredError]
public sealed partial class ResidualCase;

[Network]
[Input(5)]
[Dense(6, Name = "Stem")] [Tanh(Name = "Curve")]
[Dense(4, Name = "Left")] [Sigmoid] [Tap("left_done")]
[Dense(4, From = "Curve", Name = "Right")]
[Dense(4, From = "Curve")]
[Add("left_done", "Right")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class BranchesCase;

[Network]
[Input(3, 4, 4)] [Tap("image")]
[Conv2D(3, kernel: 3, padding: 1)] [Add("image")]
[Conv2D(2, kernel: 2)]
[MeanSquaredError]
public sealed partial class AddInputCase;

[Network]
[Input(4)]
[Dense(6)] [Tap("a")]
[Add("a", Name = "Doubled")]
[Dense(6)] [ReLU]
[Add("Doubled", "a")]
[Dense(3)]
[MeanSquaredError]
public sealed partial class AddTwiceCase;
