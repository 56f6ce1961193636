using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Blocks;

/// <summary>Shortcuts between shapes that differ: what can be projected, and what is said of the rest.</summary>
public class ShortcutTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(16, 8, 8)] [Tap(\"in\")] [Conv2D(32, kernel: 3, stride: 2, padding: 1)] [[|Shortcut(\"in\")|]]",
            "ESP0230",
            "Shortcut1 cannot add \"in\" (16×8×8) to Conv1 (32×4×4) as they are. Consent to a projection: Projection.ZeroPad, Projection.Convolution or Projection.ConvolutionBatchNorm. Trace: Input 16×8×8 → Conv1 32×4×4 → Shortcut1."
        },
        {
            "[Input(16, 8, 8)] [Tap(\"in\")] [Conv2D(8, kernel: 1)] [[|Shortcut(\"in\")|]]",
            "ESP0230",
            "Shortcut1 cannot add \"in\" (16×8×8) to Conv1 (8×8×8) as they are. Consent to a projection: Projection.Convolution or Projection.ConvolutionBatchNorm. Trace: Input 16×8×8 → Conv1 8×8×8 → Shortcut1."
        },
        {
            "[Input(16, 8, 8)] [Tap(\"in\")] [Conv2D(8, kernel: 1)] [[|Shortcut(\"in\", Projection.ZeroPad)|]]",
            "ESP0231",
            "Shortcut1 cannot bring \"in\" (16×8×8) to the 8×8×8 of Conv1 by Projection.ZeroPad: zeros can only add channels, and 16 are to become 8. Use Projection.Convolution or Projection.ConvolutionBatchNorm. Trace: Input 16×8×8 → Conv1 8×8×8 → Shortcut1."
        },
        {
            "[Input(16, 7, 7)] [Tap(\"in\")] [Conv2D(16, kernel: 3)] [[|Shortcut(\"in\", Projection.Convolution)|]]",
            "ESP0231",
            "Shortcut1 cannot bring \"in\" (16×7×7) to the 16×5×5 of Conv1 by Projection.Convolution: no stride takes 5 of 7 rows (stride 1 takes 7, stride 2 takes 4). Make the layers between them end in a shape that a stride reaches, for example with padding. Trace: Input 16×7×7 → Conv1 16×5×5 → Shortcut1."
        },
        {
            "[Input(16, 7, 7)] [Tap(\"in\")] [Conv2D(16, kernel: 3, padding: 2)] [[|Shortcut(\"in\", Projection.ConvolutionBatchNorm)|]]",
            "ESP0231",
            "Shortcut1 cannot bring \"in\" (16×7×7) to the 16×9×9 of Conv1 by Projection.ConvolutionBatchNorm: no stride makes 9 rows of 7. Make the layers between them end in a shape that a stride reaches, for example with padding. Trace: Input 16×7×7 → Conv1 16×9×9 → Shortcut1."
        },
        {
            "[Input(16)] [Tap(\"in\")] [Dense(8)] [[|Shortcut(\"in\")|]]",
            "ESP0231",
            "Shortcut1 cannot bring \"in\" (16) to the 8 of Dense1 by any projection: only images are projected. Let the layers between them end in 16. Trace: Input 16 → Dense1 8 → Shortcut1."
        },
        {
            "[Input(16, 4, 4)] [Tap(\"in\")] [Dense(16)] [[|Shortcut(\"in\", Projection.Convolution)|]]",
            "ESP0231",
            "Shortcut1 cannot bring \"in\" (16×4×4) to the 16 of Dense1 by Projection.Convolution: only images are projected. Let the layers between them end in 16×4×4. Trace: Input 16×4×4 → Dense1 16 → Shortcut1."
        },
        {
            "[Input(16, 4, 4)] [Tap(\"in\")] [ReLU] [[|Shortcut(\"in\", (Projection)7)|]]",
            "ESP0208",
            "Shortcut1 has projection 7, but projection must be a member of Projection."
        },
        {
            "[Input(16)] [Dense(8)] [[|Shortcut(\"inn\")|]]",
            "ESP0304",
            "Shortcut1 reads \"inn\", but no line above bears that name: the lines above are called Input, Dense1."
        },
        {
            "[Input(4, 4, 4)] [Tap(\"in\")] [Conv2D(6, kernel: 1)] [Shortcut(\"in\", Projection.Convolution)] [Conv2D(4, kernel: 1)] [[|Shortcut(\"Conv1\", Projection.Convolution)|]]",
            "ESP0309",
            "the tensors of Shortcut1Conv and Shortcut2Conv would both be called \"downsample.…\" in weight files: give one of them a name or a Key of its own."
        },
        {
            "[Input(4, 4, 4)] [Tap(\"in\")] [Conv2D(6, kernel: 1, Name = \"Shortcut1Conv\")] [[|Shortcut(\"in\", Projection.Convolution)|]]",
            "ESP0322",
            "Shortcut1Conv and Shortcut1 would both be called Shortcut1Conv in code, where the dots of names become underscores. Give one of them another Name."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_with_its_numbers(string attributes, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;", (id, message));

    [Fact]
    public void In_a_block_it_stands_under_the_use() => Expect.Diagnostics(
        """
        using Espalier;
        [Network, Input(16, 9, 9), Use<B>(16, 1), [|Use<B>(32, 2)|], Dense(2)] partial class Net;
        [Block, Tap("in"), Conv2D(W, kernel: 3, padding: 1, stride: S), Shortcut("in")] class B { [Argument] const int W = 1; [Argument] const int S = 1; }
        """,
        ("ESP0230", "B2.Shortcut1 cannot add \"B2.in\" (16×9×9) to B2.Conv1 (32×5×5) as they are. Consent to a projection: Projection.ZeroPad, Projection.Convolution or Projection.ConvolutionBatchNorm. Trace: Input 16×9×9 → B2.Conv1 32×5×5 → B2.Shortcut1."));

    [Fact]
    public void An_invalid_network_keeps_the_tensors_of_projections() => Expect.Diagnostics(
        """
        using Espalier;
        [Network, Input(16, 9, 9), Tap("in"), Conv2D(8, kernel: 3, stride: 2, padding: 1), Shortcut("in", Projection.ConvolutionBatchNorm), [|Dense(-2)|]]
        partial class Net
        {
            public static float First(Net net) => net.Shortcut1Conv.Weight[0, 0] + net.Shortcut1BatchNorm.RunningMean[0];
        }
        """,
        ("ESP0207", "Dense1 has units -2, but units must be at least 1."));
}
