using System.Reflection;
using Espalier.Generator.Parsing;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Parsing;

/// <summary>The lists of names are complete: they are compared with the runtime and with what is generated.</summary>
public class KnownNameTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Members_of_the_base_class_are_reserved()
    {
        IEnumerable<string> members = typeof(Network).GetMembers(Declared)
            .Where(member => member switch
            {
                MethodBase { IsConstructor: true } or MethodBase { IsSpecialName: true } => false,
                MethodBase method => !method.IsPrivate && !method.IsAssembly,
                PropertyInfo property => property.GetAccessors(nonPublic: true).Any(accessor => !accessor.IsPrivate && !accessor.IsAssembly),
                FieldInfo field => !field.IsPrivate && !field.IsAssembly,
                System.Type type => !type.IsNestedPrivate && !type.IsNestedAssembly,
                _ => true,
            })
            .Select(member => member.Name)
            .Except(KnownNames.ObjectMembers);

        Assert.Empty(members.Except(KnownNames.Members));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[Network, Input(1, 8, 8), Conv2D(4, kernel: 3), BatchNorm, ReLU, MaxPool2D(2), Dropout, Dense(3), SoftmaxCrossEntropy]")]
    [InlineData("[Network, Input(1, 8, 8), Conv2D(4, kernel: 9), Dense(5000), SoftmaxCrossEntropy]")]
    [InlineData("[Network, Input(8), Dense(5000), SoftmaxCrossEntropy]")]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError]")]
    [InlineData("[Network, Input(4), Dense(2)]")]
    public void Members_that_are_generated_are_reserved(string layers)
    {
        Compilation compilation = InMemory.Generate($"using Espalier; {layers} partial class Net;").Compilation;
        IEnumerable<string> members = compilation.GetTypeByMetadataName("Net")!.GetMembers()
            .Where(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName)
            .Select(member => member.Name)
            .Where(name => !char.IsDigit(name.Replace("Tensors", "")[^1]));

        Assert.Empty(members.Except(KnownNames.Members));
    }

    [Fact]
    public void Types_lie_where_the_list_says()
    {
        Assembly runtime = typeof(Network).Assembly;
        IEnumerable<string> missing = KnownNames.Runtime
            .Where(known => known.Value.StartsWith("Espalier", StringComparison.Ordinal))
            .Select(known => known.Value + "." + known.Key)
            .Where(name => runtime.GetType(name) is null && runtime.GetType(name + "`1") is null);

        Assert.Empty(missing);
    }
}
