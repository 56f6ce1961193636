using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Every mistake in initial values: where it is shown and what it says.</summary>
public class InitTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(8)] [[|Dense(4, Init = Init.Normal)|]]",
            "ESP0165",
            "Dense1 starts by Init.Normal, which needs InitScale. Add InitScale = 0.01f, or use an initialiser that scales itself, such as Init.KaimingUniform."
        },
        {
            "[Input(8)] [[|Dense(4, Init = Init.Constant, Name = \"head\")|]]",
            "ESP0165",
            "head starts by Init.Constant, which needs InitValue. Add InitValue = 0.01f, or use an initialiser that scales itself, such as Init.KaimingUniform."
        },
        {
            "[Input(8)] [[|Dense(4, Init = (Init)99)|]]",
            "ESP0166",
            "Dense1 has Init = 99, which is no member of Init. Use one of Default, Zeros, Constant, Normal, TruncatedNormal, Uniform, KaimingNormal, KaimingUniform, XavierNormal, XavierUniform, LeCunNormal, LeCunUniform, Orthogonal, PyTorch."
        },
        {
            "[Input(8)] [[|Dense(4, Init = Init.KaimingNormal, InitFan = (Fan)2)|]]",
            "ESP0166",
            "Dense1 has InitFan = 2, which is no member of Fan. Use Fan.In or Fan.Out."
        },
        {
            "[Input(8)] [[|Dense(4, Init = Init.Normal, InitScale = -0.1f)|]]",
            "ESP0167",
            "Dense1 has InitScale = -0.1, but InitScale must be a finite number above 0."
        },
        {
            "[Input(8)] [[|Dense(4, InitScale = 0)|]]",
            "ESP0167",
            "Dense1 has InitScale = 0, but InitScale must be a finite number above 0."
        },
        {
            "[Input(8)] [[|Dense(4, InitBias = float.NaN)|]]",
            "ESP0167",
            "Dense1 has InitBias = NaN, but InitBias must be a finite number."
        },
        {
            "[Input(8)] [[|Dense(4, Init = Init.Uniform, InitScale = 1, InitValue = float.PositiveInfinity)|]]",
            "ESP0167",
            "Dense1 has InitValue = Infinity, but InitValue must be a finite number."
        },
        {
            "[Input(8)] [[|Dense(4, Init = Init.XavierNormal, InitFan = Fan.Out)|]]",
            "ESP0517",
            "Dense1 has InitFan = Out, but Init.XavierNormal does not read it: it changes nothing. Remove it."
        },
        {
            "[Input(8)] [[|Dense(4, InitValue = 0.5f)|]]",
            "ESP0517",
            "Dense1 has InitValue = 0.5, but an initialiser chosen by the activation does not read it: it changes nothing. Remove it."
        },
        {
            "[Input(8)] [Dense(4)] [[|Tanh(Init = Init.Zeros)|]]",
            "ESP0517",
            "Tanh1 has Init = Zeros, but it has no weights that Init starts: it changes nothing. Remove it."
        },
        {
            "[Input(8)] [[|Dense(4, bias: false, InitBias = 1)|]]",
            "ESP0517",
            "Dense1 has InitBias = 1, but it has no biases that InitBias sets: it changes nothing. Remove it."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) => Expect.Diagnostics(
        $$"""
        using Espalier;

        [Network]
        {{attributes}}
        public sealed partial class Net;
        """,
        (id, message));

    [Theory]
    [InlineData("Init = Init.TruncatedNormal", "ESP0165", "Net starts by Init.TruncatedNormal, which needs InitScale. Add InitScale = 0.01f, or use an initialiser that scales itself, such as Init.KaimingUniform.")]
    [InlineData("Init = Init.Orthogonal, InitScale = -1", "ESP0167", "Net has InitScale = -1, but InitScale must be a finite number above 0.")]
    [InlineData("Init = Init.PyTorch, InitScale = 2", "ESP0517", "Net has InitScale = 2, but Init.PyTorch does not read it: it changes nothing. Remove it.")]
    public void A_mistake_of_the_network_is_shown_under_its_name(string settings, string id, string message) => Expect.Diagnostics(
        $$"""
        using Espalier;

        [Network({{settings}})]
        [Input(8)] [Dense(4)] [ReLU] [Dense(2, Init = Init.Zeros)]
        public sealed partial class [|Net|];
        """,
        (id, message));

    [Fact]
    public void A_layer_may_scale_what_the_network_or_the_activation_chooses() => Expect.Diagnostics(
        """
        using Espalier;

        [Network(Init = Init.Normal, InitScale = 0.1f)]
        [Input(8)] [Dense(4, InitValue = 1)] [ReLU] [Dense(2, Init = Init.Default, InitScale = 0.01f, InitBias = 0)]
        public sealed partial class Net;
        """);
}
