namespace Espalier.EndToEnd.Tests.Cases;

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
