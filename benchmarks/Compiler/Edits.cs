using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Compiler;

/// <summary>What a keystroke costs: the generator's driver after an edit, Roslyn's own binding of the attributes included.</summary>
[MemoryDiagnoser]
public class Edits
{
    private const int Variants = 64;

    private readonly CSharpCompilation[] _edited = new CSharpCompilation[Variants];
    private readonly CSharpCompilation[] _elsewhere = new CSharpCompilation[Variants];
    private GeneratorDriver _driver = null!;
    private int _next;

    [Params("ResNets.cs", "Vgg.cs")]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        CSharpCompilation compilation = Source.Compilation(File);
        SyntaxTree[] trees = [.. compilation.SyntaxTrees];
        string text = Source.Text(File);
        for (int i = 0; i < Variants; i++)
        {
            // The number of classes changes with every edit, so that nothing comes from a cache.
            string edit = text.Replace("[Dense(1000", $"[Dense({1001 + i}", StringComparison.Ordinal);
            _edited[i] = compilation.ReplaceSyntaxTree(trees[1], Source.Parse(edit));
            _elsewhere[i] = compilation.ReplaceSyntaxTree(trees[2], Source.Parse($"class Elsewhere {{ int x = {i}; }}"));
        }

        _driver = Source.Driver().RunGenerators(compilation);
    }

    [Benchmark]
    public object In_the_class() => _driver.RunGenerators(_edited[_next++ % Variants]);

    [Benchmark]
    public object Elsewhere() => _driver.RunGenerators(_elsewhere[_next++ % Variants]);
}
