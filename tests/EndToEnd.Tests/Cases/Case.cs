using System.Text;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Cases;

/// <summary>
/// The cases: every network of this namespace that has a fixture. A class <c>ConvDilationCase</c> belongs to the
/// fixture <c>conv_dilation</c>; to add a case is to add the class and the fixture.
/// </summary>
public static class Case
{
    public static IEnumerable<Type> Networks() => typeof(Case).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(Case).Namespace && type.IsDefined(typeof(NetworkAttribute), inherit: false))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The names of the cases, as the data of a theory: short, so that a runner can show and filter them.</summary>
    public static TheoryData<string> Names() => new(Networks().Select(FixtureName));

    public static TheoryData<string> TrainedNames() =>
        new(Networks().Select(FixtureName).Where(name => Fixture.Load(name).Trained is not null));

    public static Type Network(string name) => Networks().Single(type => FixtureName(type) == name);

    public static string FixtureName(Type network)
    {
        string name = network.Name.Replace("ReLU", "Relu", StringComparison.Ordinal);
        Assert.EndsWith("Case", name, StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (char letter in name[..^"Case".Length])
        {
            text.Append(char.IsAsciiLetterUpper(letter) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
