using Espalier.EndToEnd.Tests.Reference;

namespace Espalier.EndToEnd.Tests.Cases;

// Every projection, and one that is asked for where nothing is to be projected.
[Network]
[Input(3, 8, 9)]
[Conv2D(4, kernel: 3, padding: 1)] [Tap("a")]
[Conv2D(4, kernel: 3, padding: 1)] [Shortcut("a")] [ReLU] [Tap("b")]
[Conv2D(7, kernel: 3, stride: 2, padding: 1)] [Shortcut("b", Projection.ZeroPad)] [ReLU] [Tap("c")]
[Conv2D(6, kernel: [3, 3], stride: [1, 2], padding: [1, 1], bias: false)] [BatchNorm] [Shortcut("c", Projection.Convolution, Name = "skip")] [ReLU] [Tap("d")]
[Conv2D(5, kernel: 1)] [Shortcut("d", Projection.ConvolutionBatchNorm)] [ReLU] [Tap("e")]
[Conv2D(5, kernel: 3, padding: 1)] [Shortcut("e", Projection.ConvolutionBatchNorm)]
[GlobalAveragePool2D]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class ShortcutsCase;

// The image itself is projected, so that only the gradient of the input asks for the projection's.
[Network]
[Input(3, 6, 6)] [Tap("in")]
[Conv2D(8, kernel: 3, stride: 3)]
[Shortcut("in", Projection.ZeroPad)]
[MeanSquaredError]
public sealed partial class ShortcutInputCase;

// Both paths of a block read the same line: its gradient is a sum, also that of a projection.
[Network]
[Input(5, 5, 4)]
[Conv2D(4, kernel: 3, padding: 1)] [Tap("in")]
[Conv2D(6, kernel: 3, stride: 2, padding: 1)] [Tanh] [Tap("first")]
[Conv2D(6, kernel: 1, stride: 2, From = "in")] [Add("first")]
[Shortcut("in", Projection.ZeroPad)]
[MeanSquaredError]
public sealed partial class ShortcutSharedCase;

[Network]
[Input(3, 8, 8)]
[Conv2D(4, kernel: 3, padding: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[Use<BasicPiece>(Repeat = 2, Name = "layer1")]
[Use<BasicPiece>(6, 2, Repeat = 2, Name = "layer2")]
[GlobalAveragePool2D]
[Dense(5, Key = "fc")]
[SoftmaxCrossEntropy]
[WrittenOut(typeof(WrittenOut.Blocks))]
public sealed partial class BlocksCase;

// Blocks in blocks, a derived attribute, arithmetic in arrays and arguments, branches by name.
[Network]
[Input(2, 6, 7)] [Tap("image")]
[Branches(Narrow = 3, Name = "first")]
[Use<BranchesPiece>(3, 3, 2, Name = "second", Key = "second.piece", Repeat = 2)]
[Use<BranchesPiece>(3, From = "image", Name = "third", Frozen = true)]
[Add("first", "second")]
[Dense(3)]
[MeanSquaredError]
[WrittenOut(typeof(WrittenOut.NestedBlocks))]
public sealed partial class NestedBlocksCase;

[Block]
[Tap("in")]
[Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
[Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm(Key = "bn2")]
[Shortcut("in", Projection.ConvolutionBatchNorm)] [ReLU]
public class BasicPiece
{
    [Argument] private const int Width = 4;
    [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
}

[Block]
[Conv2D(Narrow * 2, kernel: 1, Name = "squeeze")] [Tanh(Name = "out")]
[Use<LongPiece>(Narrow * 2, K, Name = "tall", Repeat = Depth)]
[Use<LongPiece>(Narrow * 2, K > 3 ? 3 : K, true, Name = "wide", From = "out")]
[Add("tall")]
public class BranchesPiece
{
    [Argument] private const int Narrow = 1;
    [Argument] private const int K = 5;
    [Argument(FirstRepeatOnly = true)] private const int Depth = 1;
}

[Block]
[Conv2D(Filters, kernel: [Flip ? 1 : K, Flip ? K : 1], padding: [Flip ? 0 : (K - 1) / 2, Flip ? (K - 1) / 2 : 0], bias: !Flip)] [ReLU]
public class LongPiece
{
    [Argument] private const int Filters = 1;
    [Argument] private const int K = 1;
    [Argument] private const bool Flip = false;
}

public sealed class BranchesAttribute : UseAttribute<BranchesPiece>
{
    public int Narrow { get; set; }

    public int K { get; set; }

    public int Depth { get; set; }
}
