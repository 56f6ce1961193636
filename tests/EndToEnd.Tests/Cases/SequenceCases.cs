namespace Espalier.EndToEnd.Tests.Cases;

[Network, Tokens(steps: 6, vocabulary: 11), Embedding(5), Dense(7), SoftmaxCrossEntropy]
public sealed partial class EmbeddingCase;

[Network, Tokens(steps: 9, vocabulary: 3), Embedding(37), Tanh, Dense(3), SoftmaxCrossEntropy(ignored: -1)]
public sealed partial class EmbeddingWideCase;

[Network, Tokens(steps: 5, vocabulary: 9), Embedding(6, Frozen = true), Dense(4), MeanSquaredError]
public sealed partial class EmbeddingFrozenCase;

[Network, Input(steps: 5, features: 3), Dense(4), Tanh, LastStep, Dense(2), MeanSquaredError]
public sealed partial class LastStepCase;

[Network, Input(steps: 5, features: 3), Dense(19), Tanh, MeanOverSteps, Dense(2), MeanSquaredError]
public sealed partial class MeanOverStepsCase;

[Network, Input(4), Dense(3), RepeatSteps(6), Dense(5), Tanh, Dense(2), MeanSquaredError]
public sealed partial class RepeatStepsCase;

[Network, Input(steps: 5, features: 3), Dense(7), SinusoidalPositions, Dense(2), MeanSquaredError]
public sealed partial class SinusoidalPositionsCase;

[Network, Input(steps: 5, features: 3), Dense(7), LearnedPositions, Tanh, Dense(2), MeanSquaredError]
public sealed partial class LearnedPositionsCase;

[Network, Input(steps: 7, features: 6), MultiHeadAttention(2), MeanSquaredError]
public sealed partial class AttentionCase;

[Network, Input(steps: 30, features: 3), Dense(10), MultiHeadAttention(5, causal: true, bias: false), Dense(2), MeanSquaredError]
public sealed partial class AttentionCausalCase;

[Network, Input(steps: 9, features: 2), Dense(37), MultiHeadAttention(1), Dense(2), MeanSquaredError]
public sealed partial class AttentionWideCase;

[Network, Input(steps: 5, features: 3), Dense(6), MultiHeadAttention(3, Frozen = true), Dense(2), MeanSquaredError]
public sealed partial class AttentionFrozenCase;

[Network, Tokens(6, 19), Embedding(5), Dense(5), Tanh, Dense(19, tiedTo: "Embedding1"), SoftmaxCrossEntropy]
public sealed partial class TiedEmbeddingCase;

[Network, Tokens(4, 40), Embedding(7), Dense(7), Tanh, Dense(40, bias: false, tiedTo: "Embedding1"), SoftmaxCrossEntropy]
public sealed partial class TiedEmbeddingWideCase;

[Network]
[Tokens(steps: 6, vocabulary: 13)]
[Embedding(8)]
[LearnedPositions]
[Tap("in")]
[LayerNorm] [MultiHeadAttention(2, causal: true)]
[Shortcut("in", Name = "middle")]
[LayerNorm] [Dense(32)] [GELU] [Dense(8)]
[Shortcut("middle")]
[LayerNorm]
[Dense(13, bias: false, tiedTo: "Embedding1")]
[SoftmaxCrossEntropy]
public sealed partial class GptBlockCase;

[Network]
[Tokens(steps: 7, vocabulary: 9, lengths: true)]
[Embedding(6)]
[SinusoidalPositions]
[MultiHeadAttention(3)]
[MeanOverSteps]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class LengthsMeanCase;

[Network, Input(steps: 6, features: 4, lengths: true), Dense(6), Tanh, MultiHeadAttention(2, causal: true), LastStep, Dense(2), MeanSquaredError]
public sealed partial class LengthsLastCase;

[Network, Tokens(7, 9, lengths: true), Embedding(6), Tanh, Dense(4), SoftmaxCrossEntropy(smoothing: 0.1f)]
public sealed partial class LengthsLabelsCase;

[Network, Input(6, 4, lengths: true), Dense(6), MultiHeadAttention(2), Dense(3), MeanSquaredError, MeanAbsoluteError(weight: 0.5f)]
public sealed partial class LengthsTargetsCase;

[Network, Tokens(7, 9, lengths: true), Embedding(5), Lstm(6), LastStep, Dense(3), SoftmaxCrossEntropy]
public sealed partial class LengthsLstmCase;

/// <summary>Few tokens: a recurrent layer works on the rows of the embedding.</summary>
[Network, Tokens(6, 11), Embedding(5), Lstm(6, layers: 2), Dense(11), SoftmaxCrossEntropy]
public sealed partial class EmbeddingLstmCase;

[Network, Tokens(5, 7), Embedding(6), Gru(9, bidirectional: true, bias: false), Dense(4), SoftmaxCrossEntropy]
public sealed partial class EmbeddingGruCase;

[Network, Tokens(5, 3), Embedding(4, Frozen = true), Rnn(19), Dense(3), SoftmaxCrossEntropy]
public sealed partial class EmbeddingRnnCase;

[Network, Tokens(4, 6), Embedding(5), Lstm(4, Frozen = true), Dense(3), SoftmaxCrossEntropy]
public sealed partial class EmbeddingAloneCase;

/// <summary>Too many tokens for that.</summary>
[Network, Tokens(4, 17), Embedding(5), Lstm(4), Dense(3), SoftmaxCrossEntropy]
public sealed partial class EmbeddingManyCase;

[Network]
[Tokens(7, 9, lengths: true)]
[Embedding(5)]
[Lstm(6, layers: 2, bidirectional: true)]
[Dense(3)]
[SoftmaxCrossEntropy(ignored: -1, classWeights: [0.5f, 1, 2])]
public sealed partial class LengthsLstmBothWaysCase;

[Network, Input(6, 4, lengths: true), Gru(18, bidirectional: true), Gru(5), LastStep, Dense(2), MeanSquaredError]
public sealed partial class LengthsGruBothWaysCase;

[Network]
[Input(7, Name = "start")]
[Dense(10)] [Tanh(Name = "first")]
[Input(5, 3, lengths: true, Name = "sequence")]
[Rnn(5, Nonlinearity.ReLU, bidirectional: true, state: "first")]
[MeanSquaredError]
public sealed partial class LengthsRnnStateCase;

[Network]
[Input(7, Name = "start")]
[Dense(12)] [Tanh(Name = "h")]
[Dense(12, From = "start")] [Tap("c")]
[Tokens(6, 9, lengths: true, Name = "words")]
[Embedding(5)]
[Lstm(6, layers: 2, state: "h", cell: "c")]
[MeanOverSteps]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class LengthsLstmStateCase;

[Network]
[Input(8, 3, lengths: true)]
[Conv1D(5, kernel: 3, padding: Padding.Causal, dilation: 2)] [Tanh]
[Conv1D(4, kernel: 3, padding: Padding.Same)] [Tanh]
[Conv1D(6, kernel: 4, padding: Padding.Same, groups: 2)] [Tap("seen")]
[GlobalMaxPool1D(Name = "greatest")]
[GlobalAveragePool1D(From = "seen")] [Concat("greatest")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class LengthsConvCase;

[Network]
[Input(6, 4, Name = "marks")]
[Input(2, Name = "whole")]
[RepeatSteps(6, Name = "repeated")]
[Tokens(6, 9, lengths: true, Name = "tokens")]
[Embedding(4)]
[Add("marks")]
[LayerNorm]
[Concat("repeated", "Embedding1")]
[Dense(3)]
[LogSoftmax]
[KullbackLeibler]
public sealed partial class LengthsJoinsCase;

[Network]
[Tokens(6, 9, lengths: true, Name = "question")] [Embedding(4)] [Gru(5, bidirectional: true)] [LastStep(Name = "asked")]
[Tokens(4, 7, lengths: true, Name = "answer")] [Embedding(3)] [Lstm(4, bidirectional: true)] [LastStep]
[Concat("asked")]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class LengthsTwoCase;
