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
