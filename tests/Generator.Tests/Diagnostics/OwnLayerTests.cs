using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Mistakes in layers of one's own.</summary>
public class OwnLayerTests
{
    private const string Struct = """

        public struct Mine : ICustom, IElementwise
        {
            public static T Value<T>(T x) where T : struct, IReal<T> => x;
            public static T Derivative<T>(T x) where T : struct, IReal<T> => 1;
            public static void Forward(in CustomCall call, System.ReadOnlySpan<float> input, System.Span<float> output) { }
            public static void Backward(in CustomCall call, System.ReadOnlySpan<float> input, System.ReadOnlySpan<float> outputGradient, System.Span<float> inputGradient, System.Span<float> parameterGradient) { }
        }
        """;

    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(4)] [[|Elementwise<Plain>|]] [Dense(2)]",
            "ESP0150",
            "[Elementwise<Plain>] calls the methods of IElementwise, which Plain does not implement: declare it as 'struct Plain : IElementwise'."
        },
        {
            "[Input(4)] [[|Custom<Plain>(3)|]] [Dense(2)]",
            "ESP0150",
            "[Custom<Plain>] calls the methods of ICustom, which Plain does not implement: declare it as 'struct Plain : ICustom'."
        },
        {
            "[Input(4)] [Dense(2)] [[|Loss<Plain>|]]",
            "ESP0150",
            "[Loss<Plain>] calls the methods of ILoss, which Plain does not implement: declare it as 'struct Plain : ILoss'."
        },
        { "[Input(4)] [[|Custom<Mine>(0)|]]", "ESP0207", "Custom1 has features 0, but features must be at least 1." },
        { "[Input(4)] [[|Custom<Mine>([3, 0])|]]", "ESP0207", "Custom1 has shape 0, but shape must be at least 1." },
        { "[Input(4)] [[|Custom<Mine>([1, 2, 3, 4])|]]", "ESP0210", "Custom1 has 4 numbers in shape, but shape is [features], [steps, features] or [channels, height, width]." },
        { "[Input(4)] [[|Custom<Mine>(3, options: [1f, float.NaN])|]]", "ESP0208", "Custom1 has options NaN, but options must be finite numbers." },
        { "[Input(4)] [[|Custom<Mine>(3, parameters: -1)|]]", "ESP0207", "Custom1 has parameters -1, but parameters must be at least 0." },
        {
            "[Input(4)] [Custom<Mine>([8, 3, 3])] [[|Conv2D(2, kernel: 4)|]]",
            "ESP0201",
            "the 4×4 kernel of Conv1 does not fit the 8×3×3 that reaches it. Trace: Input 4 → Custom1 8×3×3 → Conv1. Use kernel ≤ 3 or padding ≥ 1."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) => Expect.Diagnostics(
        "using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;\npublic struct Plain { }" + Struct, (id, message));

    [Fact]
    public void A_type_that_is_local_to_its_file_cannot_be_called() => Expect.Diagnostics(
        "using Espalier;\n[Network, Input(4), [|Elementwise<Mine>|], Dense(2)]\npublic sealed partial class Net;" + Struct.Replace("public struct", "file struct", System.StringComparison.Ordinal),
        ("ESP0151", "Elementwise1 calls Mine from generated code, which stands in a file of its own and cannot see a type that is local to another: remove the modifier 'file' from Mine, or from the type around it."));

    [Theory]
    [InlineData("Inner")]
    [InlineData("Of<int>")]
    public void Types_inside_the_network_and_closed_generic_ones_can_be_called(string type) => Expect.Diagnostics(
        "using Espalier;\n[Network, Input(4), Elementwise<Outer." + type + ">, Dense(2)]\npublic sealed partial class Net;\n"
        + "public class Outer {" + Struct.Replace("Mine", "Inner", System.StringComparison.Ordinal) + Struct.Replace("Mine", "Of<TAny>", System.StringComparison.Ordinal) + "}");
}
