using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Tests.Parsing;

public class OptionTests : ParsingTest
{
    [Theory]
    [InlineData("[Conv2D(32, 5)]")]
    [InlineData("[Conv2D(32, kernel: 5)]")]
    [InlineData("[Conv2D(filters: 32, kernel: 5)]")]
    [InlineData("[Conv2D(kernel: 5, filters: 32)]")]
    [InlineData("[Conv2DAttribute(16 * 2, (byte)5)]")]
    [InlineData("[Espalier.Conv2D(32, kernel: 'a' - 92)]")]
    public void Every_way_to_write_a_number_means_the_same(string attribute) =>
        Assert.Equal(Layer("[Conv2D(32, 5)]"), Layer(attribute));

    [Fact]
    public void Defaults_are_filled_in_and_known_as_such()
    {
        LayerSpec layer = Layer("[Conv2D(32, kernel: 5, padding: 2)]");

        Assert.Equal("Conv2D", layer.Kind);
        Assert.True(layer.IsKnown);
        Assert.Equal(["filters", "kernel", "stride", "padding", "dilation", "groups", "bias", "rounding"], layer.Options.Select(option => option.Name));
        Assert.Equal(["filters", "kernel", "padding"], layer.Options.Where(option => option.IsGiven).Select(option => option.Name));
        Assert.Equal((32, 5, 1, 2, 1, 1), (layer.Int("filters"), layer.Int("kernel"), layer.Int("stride"), layer.Int("padding"), layer.Int("dilation"), layer.Int("groups")));
        Assert.True(layer.Flag("bias"));
        Assert.Equal("Exact", layer.Member("rounding"));
    }

    [Theory]
    [InlineData("[Conv2D(32, kernel: [3, 5])]")]
    [InlineData("[Conv2D(32, kernel: new[] { 3, 5 })]")]
    [InlineData("[Conv2D(32, kernel: new int[] { 3, 5 })]")]
    [InlineData("[Conv2D(32, new int[2] { 3, 5 })]")]
    public void Sizes_by_axis_are_arrays(string attribute)
    {
        LayerSpec layer = Layer(attribute);

        Assert.Equal<long>([3, 5], layer.Ints("kernel"));
        Assert.IsType<NullValue>(layer.TryGet("stride")!.Value);
        Assert.Equal<long>([], layer.Ints("stride"));
        Assert.False(layer.IsGiven("stride"));
    }

    [Fact]
    public void A_single_size_reads_as_one_element() => Assert.Equal<long>([5], Layer("[Conv2D(32, kernel: 5)]").Ints("kernel"));

    [Fact]
    public void An_array_may_be_empty() => Assert.Equal<long>([], Layer("[Conv2D(32, kernel: [])]").Ints("kernel"));

    [Theory]
    [InlineData("[Dropout(0.25f)]", 0.25)]
    [InlineData("[Dropout(1)]", 1)]
    [InlineData("[Dropout(float.NaN)]", double.NaN)]
    [InlineData("[Dropout(-1f / 4)]", -0.25)]
    [InlineData("[Dropout]", 0.5)]
    public void Numbers(string attribute, double expected) => Assert.Equal(expected, Layer(attribute).Number("probability"));

    [Theory]
    [InlineData("[Add]", new string[0])]
    [InlineData("[Add(\"a\")]", new[] { "a" })]
    [InlineData("[Add(\"a\", \"b\")]", new[] { "a", "b" })]
    [InlineData("[Add([\"a\", \"b\"])]", new[] { "a", "b" })]
    [InlineData("[Add(nameof(Net), \"x\" + \"y\")]", new[] { "Net", "xy" })]
    public void Texts(string attribute, string[] expected) => Assert.Equal(expected, Layer(attribute).Texts("with"));

    [Theory]
    [InlineData("[Add]", false)]
    [InlineData("[Add(\"a\", \"b\")]", true)]
    public void Parameter_arrays_know_whether_they_were_given(string attribute, bool isGiven) =>
        Assert.Equal(isGiven, Layer(attribute).IsGiven("with"));

    [Theory]
    [InlineData("[MaxPool2D(2, rounding: Rounding.Floor)]", "Floor")]
    [InlineData("[MaxPool2D(2, rounding: (Rounding)2)]", "Ceiling")]
    [InlineData("[MaxPool2D(2, rounding: (Rounding)7)]", "7")]
    public void Members_of_enums_go_by_name(string attribute, string expected) =>
        Assert.Equal(expected, Layer(attribute).Member("rounding"));

    [Fact]
    public void Properties_that_every_layer_has()
    {
        LayerSpec layer = Layer("""[Dense(10, Name = "Head", From = "body", Init = Init.XavierNormal, Frozen = true, Key = "fc.0")]""");

        Assert.Equal(("Head", "body", "XavierNormal", true, "fc.0"), (layer.Name, layer.From, layer.Init.Kind, layer.Frozen, layer.Key));
        Assert.Equal(["units", "bias", "tiedTo"], layer.Options.Select(option => option.Name));
    }

    [Fact]
    public void Properties_that_are_not_set()
    {
        LayerSpec layer = Layer("[Dense(10)]");

        Assert.Equal((null, null, InitSpec.Unset, false, null), (layer.Name, layer.From, layer.Init, layer.Frozen, layer.Key));
    }

    [Fact]
    public void Initial_values()
    {
        NetworkSpec network = Parse("Net", """
            using Espalier;
            [Network(Init = Init.Orthogonal, InitScale = 2f)]
            [Dense(10, Init = Init.Normal, InitValue = 1f, InitScale = 0.5f, InitBias = -1f)]
            [Dense(10, InitFan = Fan.Out, InitScale = 3)]
            partial class Net;
            """);

        Assert.Equal(new InitSpec("Orthogonal", Scale: 2), network.Init);
        Assert.Equal(new InitSpec("Normal", 1, 0.5, Bias: -1), network.Layers[0].Init);
        Assert.Equal(new InitSpec(Scale: 3, Fan: "Out"), network.Layers[1].Init);
        Assert.Equal(network.Layers[0].Init, network.Layers[0].Init.Or(network.Init));
        Assert.Equal(new InitSpec("Orthogonal", Scale: 3, Fan: "Out"), network.Layers[1].Init.Or(network.Init));
    }

    [Fact]
    public void Constants_of_the_class_are_folded() => Assert.Equal(30, Parse("Net", """
        using Espalier;
        [Network, Dense(Width * 3)]
        partial class Net { private const int Width = 10; }
        """).Layers[0].Int("units"));

    [Theory]
    [InlineData("[Dense(Missing)]")]
    [InlineData("[Dense(\"ten\")]")]
    [InlineData("[Dense()]")]
    [InlineData("[Dense(10, true, 3)]")]
    [InlineData("[Dense(unit: 10)]")]
    [InlineData("[Dense(10, Name = Missing)]")]
    [InlineData("[Dense(10, Frozen = 3)]")]
    [InlineData("[Conv2D(3, kernel: [3, Missing])]")]
    [InlineData("[Conv2D(3, kernel: [3, )]")]
    [InlineData("[Dens(10)]")]
    [InlineData("[Dense(int.MaxValue + 1)]")]
    public void What_does_not_bind_is_unknown(string attribute)
    {
        NetworkSpec spec = Parse("Net", $"using Espalier;\n[Network]\n[Input(4)]\n{attribute}\npublic partial class Net;");

        Assert.Equal([true, false], spec.Layers.Select(layer => layer.IsKnown));
        Assert.Empty(spec.Problems);
    }

    [Theory]
    [InlineData("[Dens(10, Name = \"Head\", From = \"body\")]", "Dens")]
    [InlineData("[Dense(Missing, Name = \"Head\", From = \"body\")]", "Dense")]
    [InlineData("[Dense(Name = \"Head\", From = \"body\")]", "Dense")]
    public void What_does_not_bind_keeps_its_names(string attribute, string kind)
    {
        LayerSpec layer = Layer(attribute);

        Assert.Equal((kind, "Head", "body"), (layer.Kind, layer.Name, layer.From));
    }

    [Fact]
    public void Options_that_are_not_there_are_named_in_the_exception()
    {
        LayerSpec layer = Layer("[Dense(10)]");

        Assert.Contains("'kernel'", Assert.Throws<InvalidOperationException>(() => layer.Int("kernel")).Message);
        Assert.Contains("'units'", Assert.Throws<InvalidOperationException>(() => layer.Text("units")).Message);
    }
}
