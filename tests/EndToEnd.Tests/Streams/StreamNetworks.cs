using Espalier.EndToEnd.Tests.Architectures;

namespace Espalier.EndToEnd.Tests.Streams;

/// <summary>A small WaveNet: gated activations of dilated convolutions, residual and skip connections.</summary>
[Network(Stream = true)]
[Input(steps: 96, features: 1)]
[Conv1D(8, kernel: 2, padding: Padding.Causal, Name = "front")]
[Conv1D(8, kernel: 2, padding: Padding.Causal)] [Tanh(Name = "filter1")]
[Conv1D(8, kernel: 2, padding: Padding.Causal, From = "front")] [Sigmoid] [Multiply("filter1", Name = "gated1")]
[Dense(8, Name = "skip1")]
[Dense(8, From = "gated1")] [Add("front", Name = "residual1")]
[Conv1D(8, kernel: 2, padding: Padding.Causal, dilation: 2)] [Tanh(Name = "filter2")]
[Conv1D(8, kernel: 2, padding: Padding.Causal, dilation: 2, From = "residual1")] [Sigmoid] [Multiply("filter2", Name = "gated2")]
[Dense(8, Name = "skip2")]
[Dense(8, From = "gated2")] [Add("residual1", Name = "residual2")]
[Conv1D(8, kernel: 2, padding: Padding.Causal, dilation: 4)] [Tanh(Name = "filter3")]
[Conv1D(8, kernel: 2, padding: Padding.Causal, dilation: 4, From = "residual2")] [Sigmoid] [Multiply("filter3", Name = "gated3")]
[Dense(8)] [Add("skip1", "skip2")] [ReLU] [Dense(8)] [ReLU] [Dense(1)]
[MeanSquaredError]
public sealed partial class WaveNet;

/// <summary>Every form of convolution that looks back: dilated, in groups, depthwise, with a folded norm, with numbers as padding.</summary>
[Network(Stream = true)]
[Input(steps: 31, features: 3)]
[Standardize(mean: [0.1f, -0.2f, 0.3f], deviation: [0.5f, 1.5f, 2])]
[Conv1D(12, kernel: 3, padding: Padding.Causal, bias: false)] [BatchNorm] [ReLU]
[Conv1D(12, kernel: 3, padding: [10, 0], dilation: 5, groups: 4)] [BatchNorm] [LeakyReLU] [Tap("a")]
[Conv1D(12, kernel: 4, padding: Padding.Causal, dilation: 2, groups: 12)] [ReLU]
[Conv1D(37, kernel: 1)] [Tanh]
[Conv1D(12, kernel: 7, padding: Padding.Causal, bias: false)] [Add("a")] [ReLU]
[Conv1D(50, kernel: 2, padding: Padding.Causal, dilation: 9)]
[MeanSquaredError]
public sealed partial class RingsNet;

/// <summary>Every layer that takes each step by itself.</summary>
[Network(Stream = true)]
[Input(steps: 9, features: 6)]
[Dense(20)] [BatchNorm] [ReLU] [Tap("a")] [Dropout(0.3f)] [Dropout2D(0.3f)]
[LeakyReLU] [PReLU] [PReLU(parameters: 20)] [ELU] [SELU] [GELU] [SiLU] [Softplus] [HardSigmoid] [HardSwish] [Sigmoid] [Identity]
[Dense(20, bias: false)] [BatchNorm(useRunningStatistics: true)] [Tanh] [Add("a")] [Tap("b")]
[LayerNorm] [Subtract("a")] [RMSNorm] [Multiply("b")] [LocalResponseNorm(3)] [Concat("a")]
[Slice(start: 3, length: 30, axis: Axis.Features)] [Tap("c")] [Dense(30)] [Shortcut("c")] [Maxout(2)]
[Elementwise<ReLU6>] [Dense(100)] [ReLU] [Softmax] [Dense(9)] [LogSoftmax]
[MeanSquaredError]
public sealed partial class StepsNet;

/// <summary>Recurrent layers whose gates fill vectors exactly, of every width.</summary>
[Network(Stream = true)]
[Input(steps: 21, features: 2)]
[Gru(8)] [Gru(16, bias: false)] [Lstm(8)] [Lstm(16)] [Gru(4)] [Lstm(4, bias: false)] [Dense(2)]
[MeanSquaredError]
public sealed partial class CellsNet;

/// <summary>Recurrent layers of other sizes, several on top of one another, behind a convolution.</summary>
[Network(Stream = true)]
[Input(steps: 21, features: 3)]
[Conv1D(5, kernel: 3, padding: Padding.Causal)]
[Gru(10, layers: 2)] [Lstm(37, layers: 3, dropout: 0.2f)] [Rnn(9, layers: 2)] [Rnn(40, Nonlinearity.ReLU, bias: false)] [Dense(3)]
[MeanSquaredError]
public sealed partial class RecurrentNet;

/// <summary>The layer that nothing learns through.</summary>
[Network]
[Input(steps: 9, features: 6)]
[Dense(7, Frozen = true)] [Step] [Dense(3)] [Output("scores")]
public sealed partial class ThresholdNet;

/// <summary>A single layer, one number in and out, for buffers in place.</summary>
[Network]
[Input(steps: 16, features: 1)]
[Conv1D(1, kernel: 3, padding: Padding.Causal, bias: false)]
public sealed partial class FilterNet;

/// <summary>Tokens: scores of the next letter from the last few.</summary>
[Network(Stream = true)]
[Tokens(steps: 12, vocabulary: 9)]
[Embedding(5)] [Conv1D(16, kernel: 3, padding: Padding.Causal)] [ReLU] [Dense(9)]
[SoftmaxCrossEntropy]
public sealed partial class LettersNet;

/// <summary>No sequence comes out: it streams all the same where nothing looks at other steps, but this one does.</summary>
[Network]
[Input(steps: 16, features: 2)]
[Dense(4)] [MaxPool1D(2)] [GlobalAveragePool1D] [Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class PooledNet;

/// <summary>A small GPT: it ends where its positions do.</summary>
[Network(Stream = true)]
[Tokens(steps: 19, vocabulary: 11)]
[Embedding(12, Init = Init.Normal, InitScale = 0.5f)] [LearnedPositions]
[Use<GptBlock>(3, 12, Repeat = 2)]
[LayerNorm] [Dense(11, tiedTo: "Embedding1")]
[SoftmaxCrossEntropy]
public sealed partial class GptNet;

[Block]
[Tap("in")]
[LayerNorm] [MultiHeadAttention(Heads, causal: true, dropout: 0.1f)] [Shortcut("in", Name = "middle")]
[LayerNorm] [Dense(4 * Width)] [GELU] [Dense(Width)] [Shortcut("middle")]
public partial class GptBlock
{
    [Argument] private const int Heads = 3;
    [Argument] private const int Width = 12;
}

/// <summary>Sines as positions, in front of heads whose size is no multiple of a vector's.</summary>
[Network(Stream = true)]
[Input(steps: 37, features: 3)]
[Dense(21)] [SinusoidalPositions] [MultiHeadAttention(3, causal: true, bias: false)] [Dense(2)]
[MeanSquaredError]
public sealed partial class WavesNet;

/// <summary>Attention without positions, between other layers that remember: it looks back on the last steps and has no end.</summary>
[Network(Stream = true)]
[Input(steps: 23, features: 3)]
[Conv1D(34, kernel: 3, padding: Padding.Causal)] [MultiHeadAttention(2, causal: true)] [Gru(8)] [Tap("a")]
[MultiHeadAttention(1, causal: true)] [Add("a")] [MultiHeadAttention(8, causal: true)] [Dense(2)]
[MeanSquaredError]
public sealed partial class LookBackNet;

/// <summary>A single layer of attention, to compare with sequences that begin at any step.</summary>
[Network]
[Input(steps: 20, features: 8)]
[MultiHeadAttention(2, causal: true)]
public sealed partial class WindowNet;

/// <summary>Positions alone: a stream of a single step.</summary>
[Network]
[Input(steps: 1, features: 3)]
[LearnedPositions]
public sealed partial class OnePlaceNet;
