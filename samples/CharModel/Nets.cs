using Espalier;

namespace Samples.CharModel;

/// <summary>Two layers of long short-term memory, as the reference has them.</summary>
[Network]
[Tokens(steps: Text.Steps, vocabulary: Text.Vocabulary)]
[Embedding(64)]
[Lstm(128, layers: 2)]
[Dense(Text.Vocabulary)]
[SoftmaxCrossEntropy]
public sealed partial class LstmNet;

/// <summary>The same with gated recurrent units, a quarter smaller.</summary>
[Network]
[Tokens(steps: Text.Steps, vocabulary: Text.Vocabulary)]
[Embedding(64)]
[Gru(128, layers: 2)]
[Dense(Text.Vocabulary)]
[SoftmaxCrossEntropy]
public sealed partial class GruNet;

/// <summary>A small causal transformer: each character looks back at those before it.</summary>
[Network]
[Tokens(steps: Text.Steps, vocabulary: Text.Vocabulary)]
[Embedding(96, Init = Init.Normal, InitScale = 0.1f)] [LearnedPositions]
[Use<LookBack>(Repeat = 2, Name = "block")]
[LayerNorm]
[Dense(Text.Vocabulary)]
[SoftmaxCrossEntropy]
public sealed partial class TransformerNet;

/// <summary>Attention and two dense layers, each after a norm and with a shortcut around it.</summary>
[Block]
[Tap("in")]
[LayerNorm] [MultiHeadAttention(4, causal: true)] [Shortcut("in", Name = "middle")]
[LayerNorm] [Dense(384)] [GELU] [Dense(96)] [Shortcut("middle")]
public partial class LookBack;
