using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Compiler;

/// <summary>What a keystroke costs: the generator's driver after an edit, Roslyn's own binding of the attributes included.</summary>
public class Edits
{
    private const int Variants = 96;

    private readonly CSharpCompilation[] _edited = new CSharpCompilation[Variants];
    private readonly CSharpCompilation[] _elsewhere = new CSharpCompilation[Variants];
    private GeneratorDriver _driver = null!;
    private int _next;

    public static IEnumerable<string> Networks => Stages.Networks;

    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        string[] names = Network.Split('.');
        CSharpCompilation compilation = Source.Compilation(names[0] + ".cs");
        SyntaxTree[] trees = [.. compilation.SyntaxTrees];
        for (int i = 0; i < Variants; i++)
        {
            _edited[i] = compilation.ReplaceSyntaxTree(trees[1], Source.Edit(names[0] + ".cs", names[1], i + 1));
            _elsewhere[i] = compilation.ReplaceSyntaxTree(trees[2], Source.Parse($"class Elsewhere {{ int x = {i}; }}"));
        }

        _driver = Source.Driver().RunGenerators(compilation);
    }

    // A compilation remembers what it has bound: each edit is one that nobody has seen.
    [Benchmark]
    public object In_the_class() => _driver.RunGenerators(_edited[_next++ % Variants].Clone());

    [Benchmark]
    public object Elsewhere() => _driver.RunGenerators(_elsewhere[_next++ % Variants].Clone());
}
