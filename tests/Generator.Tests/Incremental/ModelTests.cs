using System.Collections;
using System.Reflection;
using Espalier.Generator.Parsing;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Steps = Espalier.Generator.NetworkGenerator.Steps;

namespace Espalier.Generator.Tests.Incremental;

/// <summary>
/// The values of the pipeline hold no symbol, syntax or location: those keep whole compilations alive and never compare
/// equal.
/// </summary>
public class ModelTests
{
    // Values of Roslyn that hold nothing else.
    private static readonly Type[] Allowed = [typeof(DiagnosticDescriptor), typeof(TextSpan), typeof(LinePositionSpan)];

    public static TheoryData<Type> Models => [typeof(NetworkGenerator.ParsedNetwork), typeof(NetworkGenerator.NetworkSource)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_type_of_the_model_is_a_value_of_our_own(Type model)
    {
        foreach (Type type in Reachable(model, []))
        {
            Assert.False(type.Namespace!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{model.Name} reaches {type}.");
            Assert.True(type.IsValueType || type.IsAbstract || type.GetMethod("Equals", [typeof(object)])!.DeclaringType != typeof(object), $"{type} compares by reference.");
            Assert.True((Nullable.GetUnderlyingType(type) ?? type).IsPrimitive || type == typeof(string) || type.Namespace.StartsWith("Espalier.Generator", StringComparison.Ordinal), $"{model.Name} reaches {type}.");
        }
    }

    [Fact]
    public void Every_value_of_every_step_is_of_the_model()
    {
        GeneratorRunResult result = InMemory.CreateDriver().RunGenerators(InMemory.Compile("""
            using Espalier;
            [Network, Input(4, Name = "a b"), Conv2D(3, kernel: [3, 5], Key = "a"), Use<B>(2, Repeat = 2), Dropout(0.5f), Tap("x"), Add("x")]
            partial class Net { int Predict; }
            [Block, Dense(-X * 2 > 3 ? X : 4), Conv2D(1, [X, 2], Key = "k" + K), MeanSquaredError]
            class B { [Argument] const int X = 1; [Argument] const string K = ""; [Argument] readonly int Y; }
            """)).GetRunResult().Results.Single();

        foreach (string step in new[] { Steps.Parse, Steps.Spec, Steps.Compile })
        {
            foreach ((object value, _) in result.TrackedSteps[step].SelectMany(run => run.Outputs))
            {
                AssertNoSymbols(value, step, []);
            }
        }
    }

    [Fact]
    public void Specs_of_equal_sources_are_equal()
    {
        const string Source = """
            using Espalier;
            [Network, Input(4, Name = "a b"), Conv2D(3, kernel: [3, 5], Key = "a", InitScale = 2), Dropout(float.NaN), Tap("x"), Add("x")]
            partial class Net { int Predict; int Optimizer; }
            """;

        NetworkSpec first = Spec(Source);
        NetworkSpec second = Spec("// moved\n\n" + Source);

        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void The_analyzer_sees_the_same_spec_as_the_generator()
    {
        const string Source = "using Espalier; namespace Samples; partial class Outer { [Network, Input(4), Dense(2, Name = \"Head\")] partial class Net { int _mine; } }";
        Compilation output = InMemory.Generate(Source).Compilation;
        INamedTypeSymbol type = output.GetTypeByMetadataName("Samples.Outer+Net")!;

        NetworkSpec seen = NetworkParser.Parse(type, NetworkParser.NetworkPart(type, default)!, output, default).Spec;

        Assert.Equal(Spec(Source), seen);
    }

    private static NetworkSpec Spec(string source) => (NetworkSpec)InMemory.CreateDriver()
        .RunGenerators(InMemory.Compile(source)).GetRunResult().Results.Single()
        .TrackedSteps[Steps.Spec].Single().Outputs.Single().Value;

    private static HashSet<Type> Reachable(Type type, HashSet<Type> seen)
    {
        if (Allowed.Contains(type) || !seen.Add(type))
        {
            return seen;
        }

        if (type.IsArray)
        {
            seen.Remove(type);
            return Reachable(type.GetElementType()!, seen);
        }

        if (type.IsPrimitive || type == typeof(string))
        {
            return seen;
        }

        foreach (FieldInfo field in Fields(type))
        {
            Reachable(field.FieldType, seen);
        }

        // An abstract record stands for all of its cases.
        foreach (Type derived in type.Assembly.GetTypes().Where(derived => derived.BaseType == type))
        {
            Reachable(derived, seen);
        }

        return seen;
    }

    private static void AssertNoSymbols(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || Allowed.Contains(value.GetType()) || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Location or Compilation or SemanticModel or AttributeData, $"{path} is a {value.GetType()}.");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertNoSymbols(item, path + "[]", seen);
            }

            return;
        }

        foreach (FieldInfo field in Fields(value.GetType()))
        {
            AssertNoSymbols(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (FieldInfo field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
