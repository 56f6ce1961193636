namespace Espalier.EndToEnd.Tests.Cases;

[Network, Tokens(steps: 6, vocabulary: 11), Embedding(5), Dense(7), SoftmaxCrossEntropy]
public sealed partial class EmbeddingCase;

[Network, Tokens(steps: 9, vocabulary: 3), Embedding(37), Tanh, Dense(3), SoftmaxCrossEntropy(ignored: -1)]
public sealed partial class EmbeddingWideCase;

[Network, Tokens(steps: 5, vocabulary: 9), Embedding(6, Frozen = true), Dense(4), MeanSquaredError]
public sealed partial class EmbeddingFrozenCase;
