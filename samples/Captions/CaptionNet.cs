using Espalier;

namespace Samples.Captions;

/// <summary>
/// Says what a picture shows: a small convolutional network makes the state in which an LSTM starts to write. The words so far
/// go in, the scores of the next word come out.
/// </summary>
[Network]
[Input(3, Scene.Size, Scene.Size, Name = "picture")]
[Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)]
[Conv2D(32, kernel: 3)] [ReLU] [MaxPool2D(2)]
[Dense(128)] [Tanh(Name = "seen")]
[Tokens(Words.Steps, Words.Count, Name = "words")]
[Embedding(32)]
[Lstm(128, state: "seen")]
[Dense(Words.Count)]
[SoftmaxCrossEntropy(ignored: Words.Nothing)]
public sealed partial class CaptionNet;
