namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(6, 5), Rnn(7), MeanSquaredError]
public sealed partial class RnnCase;

[Network, Input(5, 3), Rnn(4, Nonlinearity.ReLU, layers: 2, bidirectional: true, bias: false), Dense(2), MeanSquaredError]
public sealed partial class RnnReluCase;

/// <summary>More units than a vector has lanes, and a first state that learns.</summary>
[Network]
[Input(9, Name = "start")]
[Dense(34)] [Tanh(Name = "first")]
[Input(4, 3, Name = "sequence")]
[Rnn(17, layers: 2, state: "first")] [Dense(2)]
[MeanSquaredError]
public sealed partial class RnnStateCase;

[Network, Input(6, 5), Lstm(7), MeanSquaredError]
public sealed partial class LstmCase;

[Network, Input(5, 3), Dense(4), Tanh, Lstm(18, layers: 3), Dense(2), MeanSquaredError]
public sealed partial class LstmLayersCase;

[Network, Input(4, 3), Lstm(5, layers: 2, bidirectional: true), LayerNorm, Lstm(3, bias: false), MeanSquaredError]
public sealed partial class LstmBidirectionalCase;

/// <summary>As a picture's description starts from the picture; states for two layers in both directions.</summary>
[Network]
[Input(2, 4, 3, Name = "picture")]
[Conv2D(3, kernel: 2)] [ReLU] [Tap("seen")]
[Dense(20)] [Tanh(Name = "h")]
[Dense(20, From = "seen")] [Tap("c")]
[Input(6, 4, Name = "words")]
[Lstm(5, layers: 2, bidirectional: true, state: "h", cell: "c")] [Dense(3)]
[MeanSquaredError]
public sealed partial class LstmStateCase;

/// <summary>A cell alone, two readers of the input, and what is frozen in the middle.</summary>
[Network]
[Input(5)]
[Dense(6)] [Tap("c")]
[Input(4, 3, Name = "sequence")]
[Dense(4)] [Tap("x")]
[Lstm(6, cell: "c", Frozen = true)] [Dense(4)] [Add("x")]
[MeanSquaredError]
public sealed partial class LstmFrozenCase;

[Network, Input(6, 5), Gru(7), MeanSquaredError]
public sealed partial class GruCase;

[Network, Input(4, 3), Gru(18, layers: 2, bidirectional: true), Gru(5, layers: 2, bias: false), Dense(2), MeanSquaredError]
public sealed partial class GruLayersCase;

[Network]
[Input(7)]
[Dense(10)] [Tanh(Name = "first")]
[Input(4, 3, Name = "sequence")]
[Gru(5, bidirectional: true, state: "first")]
[MeanSquaredError]
public sealed partial class GruStateCase;

/// <summary>One step, one unit, one feature.</summary>
[Network, Input(1, 1), Gru(1), Lstm(1), Rnn(1), MeanSquaredError]
public sealed partial class RecurrentSmallestCase;

/// <summary>Frozen from the start, so that only the input's gradient goes through.</summary>
[Network, Input(4, 3), Gru(5, layers: 2, Frozen = true), Lstm(4, Frozen = true), Rnn(3, Frozen = true), Dense(2), MeanSquaredError]
public sealed partial class RecurrentFrozenCase;
