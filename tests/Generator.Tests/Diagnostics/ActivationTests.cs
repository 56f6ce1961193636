using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Mistakes in the options of activations, and advice on them.</summary>
public class ActivationTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        { "[Input(4)] [[|ELU(-1f)|]]", "ESP0208", "ELU1 has alpha -1, but alpha must be a finite number of at least 0." },
        { "[Input(4)] [[|Softplus(beta: 0f)|]]", "ESP0208", "Softplus1 has beta 0, but beta must be a finite number above 0." },
        { "[Input(4)] [[|Softplus(threshold: float.NaN)|]]", "ESP0208", "Softplus1 has threshold NaN, but threshold must be a finite number." },
        { "[Input(4)] [[|PReLU(slope: float.PositiveInfinity)|]]", "ESP0208", "PReLU1 has slope Infinity, but slope must be a finite number." },
        { "[Input(4)] [[|PReLU(0)|]]", "ESP0207", "PReLU1 has parameters 0, but parameters must be at least 1." },
        {
            "[Input(3, 8, 8)] [Conv2D(16, kernel: 3)] [[|PReLU(parameters: 8)|]]",
            "ESP0221",
            "PReLU1 has parameters 8, but 16 channels reach it: use parameters: 1 for one slope that all share, or parameters: 16 for one each. Trace: Input 3×8×8 → Conv1 16×6×6 → PReLU1."
        },
        { "[Input(4)] [[|Maxout(1)|]]", "ESP0207", "Maxout1 has pieces 1, but pieces must be at least 2." },
        {
            "[Input(16)] [Dense(30)] [[|Maxout(4)|]]",
            "ESP0220",
            "Maxout1 cannot take 30 features 4 at a time: the pieces must divide the features. Use pieces: 2, 3, 5, 6, 10 or 15. Trace: Input 16 → Dense1 30 → Maxout1."
        },
        {
            "[Input(1, 4, 4)] [[|Maxout(2)|]]",
            "ESP0220",
            "Maxout1 cannot take 1 channels 2 at a time: the pieces must divide the channels. No number of pieces divides them: give the layer above more channels. Trace: Input 1×4×4 → Maxout1."
        },
        {
            "[Input(16)] [Dense(8)] [[|Step|]] [Dense(1)] [MeanSquaredError]",
            "ESP0510",
            "the gradient of Step1 is zero everywhere, so Dense1 learns nothing through it: use [Sigmoid] or [HardSigmoid] in its place to train, or mark what stands above it Frozen = true."
        },
        {
            "[Input(16)] [Dense(8)] [BatchNorm] [ReLU] [[|Step|]] [MeanSquaredError]",
            "ESP0510",
            "the gradient of Step1 is zero everywhere, so Dense1, BatchNorm1 learn nothing through it: use [Sigmoid] or [HardSigmoid] in its place to train, or mark what stands above it Frozen = true."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;", (id, message));

    [Theory]
    [InlineData("[Input(16)] [Dense(8)] [Step]")]
    [InlineData("[Input(16)] [Dense(8, Frozen = true)] [Step] [Dense(1)] [MeanSquaredError]")]
    [InlineData("[Input(16)] [Step] [Dense(1)] [MeanSquaredError]")]
    public void A_step_is_no_mistake_where_nothing_above_is_to_learn(string attributes) =>
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;");
}
