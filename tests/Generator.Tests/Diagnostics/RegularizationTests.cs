using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Mistakes in penalties and in what is frozen: where they are shown and what they say.</summary>
public class RegularizationTests
{
    public static TheoryData<string, string, string, string> Declarations => new()
    {
        {
            "[Network]", "[Input(8)] [[|Dense(4, L2 = -1e-4f)|]]",
            "ESP0160",
            "Dense1 has L2 = -0.0001, but a penalty must be a finite number of at least 0: a negative one would reward large weights. Use L2 = 1e-4f, or L2 = 0 for none."
        },
        {
            "[Network]", "[Input(8)] [[|Dense(4, L1 = float.NaN, L2 = 0.1f)|]]",
            "ESP0160",
            "Dense1 has L1 = NaN, but a penalty must be a finite number of at least 0: a negative one would reward large weights. Use L1 = 1e-4f, or L1 = 0 for none."
        },
        {
            "[Network(L2 = float.PositiveInfinity)]", "[Input(8)] [Dense(4)]",
            "ESP0160",
            "Net has L2 = Infinity, but a penalty must be a finite number of at least 0: a negative one would reward large weights. Use L2 = 1e-4f, or L2 = 0 for none."
        },
        {
            "[Network]", "[Input(8)] [Dense(4)] [[|ReLU(L2 = 1e-4f)|]] [Dense(2)]",
            "ESP0516",
            "ReLU1 has L2 = 0.0001, but it has no weights: the penalty changes nothing. Remove it."
        },
        {
            "[Network(L2 = 0.1f)]", "[Input(8)] [[|Dense(4, L1 = 0.5f, Frozen = true)|]] [Dense(2)]",
            "ESP0516",
            "Dense1 has L1 = 0.5, but it is frozen, and its weights stay as they are: the penalty changes nothing. Remove it."
        },
        {
            "[Network]", "[Input(8)] [[|BatchNorm(affine: false, L2 = 0.5f)|]] [Dense(2)]",
            "ESP0516",
            "BatchNorm1 has L2 = 0.5, but it has no weights: the penalty changes nothing. Remove it."
        },
        {
            "[Network]", "[Input(8)] [[|BatchNorm(Frozen = true)|]] [Dense(2)]",
            "ESP0515",
            "BatchNorm1 is frozen, but in training it still normalises by the batch and moves its running averages. Add useRunningStatistics: true to keep those as they are too, or useRunningStatistics: false to say that this is meant."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string network, string attributes, string id, string message)
    {
        string name = attributes.Contains("[|", StringComparison.Ordinal) ? "Net" : "[|Net|]";
        Expect.Diagnostics("using Espalier;\n" + network + " " + attributes + "\npublic sealed partial class " + name + ";", (id, message));
    }

    [Theory]
    [InlineData("[Network(L1 = 0, L2 = 0.1f)] [Input(8)] [Dense(4, L2 = 0)] [ReLU] [Dense(2, Frozen = true)] [BatchNorm(affine: false)]")]
    [InlineData("[Network(L2 = 0.1f, PenalizeBiases = true)] [Input(8)] [BatchNorm(useRunningStatistics: false, Frozen = true)] [Dense(2, PenalizeBiases = false)]")]
    [InlineData("[Network] [Input(8)] [BatchNorm(useRunningStatistics: true, Frozen = true)] [Dense(2, L1 = 1, L2 = 1)]")]
    public void What_is_right_is_not_remarked(string source) => Expect.Diagnostics("using Espalier;\n" + source + " public partial class Net;");
}
