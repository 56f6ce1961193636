using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Generated backward passes against central differences of the reference in double.</summary>
public sealed class GradientTests
{
    public static TheoryData<string> Cases => Case.Names();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_layer_and_loss(string name) => ReferenceCheck.Run(Case.Network(name), batch: 3, seed: 11);

    [Theory]
    [InlineData(typeof(MixedNet), 4)]
    [InlineData(typeof(MixedNet), 2)]
    [InlineData(typeof(PlainNet), 5)]
    [InlineData(typeof(WideNet), 3)]
    [InlineData(typeof(WideNet), 19)]
    [InlineData(typeof(ImageToImageNet), 2)]
    [InlineData(typeof(PolicyNet), 7)]
    [InlineData(typeof(XorNet), 1)]
    [InlineData(typeof(DropoutOfChannelsNet), 4)]
    [InlineData(typeof(DropoutOfFeaturesNet), 5)]
    public void Whole_networks(Type network, int batch) => ReferenceCheck.Run(network, batch, seed: 7);
}
