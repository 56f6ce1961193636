using System.Globalization;
using System.Text;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>
/// Networks drawn at random (kinds, sizes, options, branches), compiled in memory, and checked against the reference:
/// prediction, training forward, loss, and every gradient. What no one thought of writing a case for.
/// </summary>
[Collection(nameof(Alone))]
public sealed class RandomNetworkTests
{
    private const int Count = 30;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Drawn_networks_compute_what_the_reference_does(int seed)
    {
        var source = new StringBuilder("using Espalier;\nnamespace Drawn;\n");
        string[] declarations = new string[Count];
        for (int i = 0; i < Count; i++)
        {
            declarations[i] = new NetworkDraw(new Data(seed * 1000 + i)).Declare("Net" + i);
            source.AppendLine(declarations[i]);
        }

        using InMemory compiled = InMemory.Compile(source.ToString());
        var failures = new List<string>();
        for (int i = 0; i < Count; i++)
        {
            try
            {
                ReferenceCheck.Run(compiled.Type("Drawn.Net" + i), batch: 2 + i % 3, seed: i, probes: 6);
            }
            catch (Exception exception)
            {
                failures.Add(declarations[i] + "\n" + exception.GetType().Name + ": " + exception.Message + "\n" + exception.StackTrace?.Split('\n').Skip(2).FirstOrDefault());
            }
        }

        Assert.True(failures.Count == 0, string.Create(CultureInfo.InvariantCulture, $"{failures.Count} of {Count} networks are wrong.\n") + string.Join("\n\n", failures.Take(5)));
    }
}
