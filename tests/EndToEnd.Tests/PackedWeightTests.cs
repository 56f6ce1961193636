using System.Globalization;
using System.Text.RegularExpressions;
using Espalier.EndToEnd.Tests.Support;
using Espalier.Kernels;

namespace Espalier.EndToEnd.Tests;

/// <summary>The generator reserves memory for weights that the kernels pack: both sides state how much that is.</summary>
public sealed partial class PackedWeightTests
{
    [Fact]
    public void Dense_weights_are_packed_where_room_of_the_kernels_length_is_reserved()
    {
        int packed = 0;
        foreach (int inputs in new[] { 300, 784, 785, 2000, 2500, 4352, 4353 })
        {
            foreach (int units in new[] { 17, 33, 34, 50, 56, 90, 100, 104, 121 })
            {
                string text = string.Concat(InMemory.Generate($"using Espalier;\n[Network, Input({inputs}), Dense({units})] partial class Net;").Select(file => file.Text));
                Match room = Room().Match(text);
                Assert.Equal(text.Contains("Dense.PackRow", StringComparison.Ordinal), room.Success);
                if (room.Success)
                {
                    packed++;
                    int length = int.Parse(room.Groups[1].Value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
                    Assert.Equal((inputs, units, new DenseShape(inputs, units).PackedLength), (inputs, units, length));
                }
            }
        }

        Assert.True(packed >= 20, $"Only {packed} layers were packed.");
    }

    [GeneratedRegex(@"Span<float> dense1TransformedWeight = prepared\.Slice\([\d_]+, ([\d_]+)\)")]
    private static partial Regex Room();
}
