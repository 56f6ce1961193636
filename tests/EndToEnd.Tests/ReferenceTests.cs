using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Reference;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>The reference interpreter itself against PyTorch: what gradients are checked with must be right.</summary>
public sealed class ReferenceTests
{
    /// <summary>Both compute in double; what the file holds was rounded once.</summary>
    private const double Rounding = 1e-7;

    public static TheoryData<string> Cases => Case.Names();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_computes_what_PyTorch_does(string name)
    {
        Fixture fixture = Fixture.Load(name);
        ReferenceNetwork network = ReferenceNetwork.Of(Case.Network(name), fixture.With("before."));
        double[] input = Array.ConvertAll(fixture.Input, value => (double)value);

        Equal("eval.output", network.Outputs(input, fixture.Count, training: false));
        Equal("train.output", network.Outputs(input, fixture.Count, training: true));
        foreach ((string tensor, float[] running) in fixture.With("after.").Where(tensor => tensor.Name.Contains("running_", StringComparison.Ordinal)))
        {
            Close.Equal(running, Array.ConvertAll(network.Tensors[tensor], value => (float)value), tensor, Rounding);
        }

        if (network.Losses.Count > 0)
        {
            Equal("train.loss", [network.Evaluate(input, fixture.Count, fixture.Packed("targets"), fixture.Labels())]);
        }

        void Equal(string tensor, double[] actual) =>
            Close.Equal(fixture.Packed(tensor), Array.ConvertAll(actual, value => (float)value), tensor, Rounding);
    }

    [Fact]
    public void Every_fixture_has_a_network_and_every_network_a_fixture() => Assert.Equal(
        Fixture.Names().Where(name => !Array.Exists(["optimizer_", "minimizer_", "carried_"], kind => name.StartsWith(kind, StringComparison.Ordinal))),
        Case.Networks().Select(Case.FixtureName).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_layer_of_the_language_has_a_case()
    {
        string[] drawn = ["Dropout", "Dropout2D", "Use"];
        string[] kinds = [.. Case.Networks().SelectMany(DeclaredLayer.Of).Select(layer => layer.Kind).Concat(drawn).Distinct().Order(StringComparer.Ordinal)];
        string[] attributes =
        [
            .. typeof(LayerAttribute).Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract)
                .Select(type => DeclaredLayer.KindOf(type)).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.Equal(attributes, kinds);
    }
}
