namespace Espalier.EndToEnd.Tests.Samples;

/// <summary>A dense layer whose gradients are the caller's.</summary>
[Network, Input(5), Dense(3)]
public sealed partial class LinearNet;

/// <summary>A net for L-BFGS: few parameters, the whole data in a batch.</summary>
[Network, Input(3), Dense(5), Tanh, Dense(2), MeanSquaredError]
public sealed partial class SmallNet;

/// <summary>A little of everything that may cost determinism, memory or state: convolution, batch norm, dropout, a sum.</summary>
[Network]
[Input(channels: 2, height: 9, width: 7)]
[Conv2D(6, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU] [Dropout(0.3f)] [Tap("tap")]
[Conv2D(6, kernel: 3, padding: 1)] [BatchNorm] [Add("tap")] [ReLU]
[MaxPool2D(2, rounding: Rounding.Floor)]
[Dense(19)] [Tanh] [Dropout]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class MixedNet;

/// <summary>The convolutional net of the digits, small, without anything random: gradients of parts of a batch add up.</summary>
[Network]
[Input(1, 8, 8)]
[Conv2D(4, kernel: 3)] [ReLU] [MaxPool2D(2)]
[Dense(11)] [LeakyReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class PlainNet;

/// <summary>Weights so many that backward overwrites their gradients, others to which a penalty adds as well, and few at the end.</summary>
[Network]
[Input(150)]
[Dense(114)] [Tanh]
[Dense(148, L2 = 0.01f)] [Tanh]
[Dense(113, bias: false)] [Tanh]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class WideNet;

/// <summary>An image from an image.</summary>
[Network]
[Input(2, 6, 5)]
[Conv2D(5, kernel: 3, padding: 1)] [Tanh]
[Conv2D(3, kernel: 3, padding: 1)]
[MeanSquaredError]
public sealed partial class ImageToImageNet;

/// <summary>No loss: the user supplies the gradient.</summary>
[Network, Input(6), Dense(9), Tanh, Dense(2)]
public sealed partial class PolicyNet;

/// <summary>Layers that may run in each other's memory.</summary>
[Network, Input(6), Dense(8), Dropout, Sigmoid, Dense(8), Dropout(0.2f), Tanh, ReLU, Dense(3), MeanSquaredError]
public sealed partial class ChainNet;

/// <summary>Nothing but dropout.</summary>
[Network, Input(999), Dropout(0.3f)]
public sealed partial class DropoutNet;

/// <summary>Channels of images dropped, before a convolution that keeps what was dropped.</summary>
[Network]
[Input(3, 5, 4)]
[Conv2D(17, kernel: 2)] [Dropout2D(0.4f)]
[Conv2D(5, kernel: 2)] [ReLU]
[MeanSquaredError]
public sealed partial class DropoutOfChannelsNet;

/// <summary>Features of sequences dropped.</summary>
[Network, Input(7, 5), Dropout2D, Dense(4), MeanSquaredError]
public sealed partial class DropoutOfFeaturesNet;

/// <summary>Every norm of single samples, fixed statistics, channels dropped, and weights that cost something.</summary>
[Network(L1 = 1e-3f, L2 = 1e-2f)]
[Input(2, 9, 7)]
[Conv2D(18, kernel: 2)] [GroupNorm(3)] [ReLU] [Dropout2D(0.2f)] [LocalResponseNorm(5, alpha: 0.1f)]
[Conv2D(6, kernel: 2)] [BatchNorm(useRunningStatistics: true)] [LayerNorm] [ReLU] [LayerNorm(perPixel: true)]
[Conv2D(5, kernel: 2)] [InstanceNorm(affine: true)] [Tanh]
[Flatten] [RMSNorm] [Dense(4, PenalizeBiases = true)]
[SoftmaxCrossEntropy]
public sealed partial class NormsNet;

/// <summary>The smallest problem that needs a hidden layer.</summary>
[Network, Input(2), Dense(8), Tanh, Dense(2), SoftmaxCrossEntropy]
public sealed partial class XorNet;

/// <summary>Overflows at a known layer when its weights are great.</summary>
[Network, Input(3), Dense(4, Name = "First"), ReLU, Dense(4, Name = "Second"), ReLU, Dense(2, Name = "Third"), MeanSquaredError]
public sealed partial class OverflowingNet;

/// <summary>What <c>docs/pytorch/example.py</c> exports.</summary>
[Network]
[Input(channels: 3, height: 8, width: 6)]
[Conv2D(5, kernel: 3, padding: 1, bias: false, Key = "0")] [BatchNorm(Key = "1")] [ReLU]
[MaxPool2D(2)]
[Dense(7, Key = "5")]
public sealed partial class ImportedNet;

/// <summary>Two inputs, two outputs, two losses.</summary>
[Network]
[Input(2, 6, 5, Name = "image")] [Conv2D(4, kernel: 3)] [ReLU] [Dense(8, Name = "seen")]
[Input(3, Name = "hints")] [Dense(8)] [Add("seen")] [Dropout(0.2f)] [Tanh(Name = "trunk")]
[Dense(4)] [SoftmaxCrossEntropy(Name = "digit")]
[Dense(1, From = "trunk")] [MeanSquaredError(weight: 0.5f, Name = "angle")]
public sealed partial class TwoHeads;

/// <summary>Two outputs whose gradients are the caller's.</summary>
[Network]
[Input(6, Name = "state")]
[Dense(9)] [Tanh(Name = "trunk")]
[Dense(2)] [Output("policy")]
[Dense(1, From = "trunk")] [Output("value")]
public sealed partial class ActorCritic;

/// <summary>What the pixels of an image are; a label of 9 is not known.</summary>
[Network]
[Input(2, 8, 6)]
[Conv2D(4, kernel: 3, padding: 1)] [ReLU] [Tap("wide")]
[Conv2D(4, kernel: 3, padding: 1)] [ReLU] [Add("wide")]
[Conv2D(3, kernel: 1)]
[SoftmaxCrossEntropy(ignored: 9)]
public sealed partial class PixelNet;

/// <summary>What an animal net tells apart.</summary>
public enum Animal : byte
{
    Cat,
    Dog,
    Horse,
}

/// <summary>Labels of an enum, and pictures as bytes.</summary>
[Network]
[Input(3, 6, 7, Pixels.Rgba8)] [Standardize(mean: [0.4f, 0.5f, 0.6f], deviation: [0.2f, 0.25f, 0.3f])]
[Conv2D(4, kernel: 3)] [ReLU]
[Dense(3)]
[SoftmaxCrossEntropy<Animal>]
public sealed partial class AnimalNet;

/// <summary>The same as <see cref="AnimalNet"/> but for the order of bytes.</summary>
[Network]
[Input(3, 6, 7, Pixels.Bgr8)] [Standardize(mean: [0.4f, 0.5f, 0.6f], deviation: [0.2f, 0.25f, 0.3f])]
[Conv2D(4, kernel: 3)] [ReLU]
[Dense(3)]
[MulticlassHinge<Animal>]
public sealed partial class AnimalNetOfBgr;

/// <summary>Grey bytes, read twice, standardised and as they are.</summary>
[Network]
[Input(1, 5, 37, Pixels.Gray8)] [Standardize(0.5f, 0.25f)]
[Add("Input")]
[Conv2D(1, kernel: 1)]
[MeanSquaredError]
public sealed partial class GreyNet;

/// <summary>Scores the token after each token.</summary>
[Network]
[Tokens(steps: 4, vocabulary: 5)]
[Embedding(6)]
[Dense(5)]
[SoftmaxCrossEntropy]
public sealed partial class NextTokenNet;

/// <summary>Categories beside numbers.</summary>
[Network]
[Tokens(steps: 2, vocabulary: 3, Name = "categories")]
[Embedding(4)] [Flatten] [Dense(5, Name = "known")]
[Input(3, Name = "numbers")]
[Dense(5)] [Add("known")] [ReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class CategoryNet;

/// <summary>A text of up to eight tokens has one label.</summary>
[Network]
[Tokens(steps: 8, vocabulary: 7, lengths: true)]
[Embedding(6)]
[LearnedPositions]
[MultiHeadAttention(2)]
[Tap("seen")]
[MeanOverSteps(Name = "mean")]
[LastStep(From = "seen")]
[Add("mean")]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class EightStepsNet;

/// <summary>The same for five tokens.</summary>
[Network]
[Tokens(steps: 5, vocabulary: 7)]
[Embedding(6)]
[LearnedPositions]
[MultiHeadAttention(2)]
[Tap("seen")]
[MeanOverSteps(Name = "mean")]
[LastStep(From = "seen")]
[Add("mean")]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class FiveStepsNet;

/// <summary>A label for each step that counts.</summary>
[Network]
[Tokens(steps: 4, vocabulary: 5, lengths: true)]
[Embedding(6)]
[Dense(5)]
[SoftmaxCrossEntropy]
public sealed partial class StepLabelsNet;

/// <summary>A transformer as a block, twice.</summary>
[Network]
[Tokens(steps: 27, vocabulary: 11)]
[Embedding(16, Init = Init.Normal, InitScale = 0.3f)]
[LearnedPositions(Init = Init.Normal, InitScale = 0.3f)]
[Use<TransformerBlock>(2, 16, Repeat = 2)]
[LayerNorm]
[Dense(11, tiedTo: "Embedding1", bias: false)]
[SoftmaxCrossEntropy]
public sealed partial class SmallGptNet;

[Block]
[Tap("in")]
[LayerNorm] [MultiHeadAttention(Heads, causal: true)]
[Shortcut("in", Name = "middle")]
[LayerNorm] [Dense(4 * Width)] [GELU] [Dense(Width)]
[Shortcut("middle")]
public partial class TransformerBlock
{
    [Argument] private const int Heads = 2;
    [Argument] private const int Width = 16;
}

[Network, Input(6, 4), MultiHeadAttention(2, dropout: 0.4f), Dense(4), MeanSquaredError]
public sealed partial class DroppingNet;
