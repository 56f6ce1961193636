using BenchmarkDotNet.Attributes;
using Espalier.Generator;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Compiler;

/// <summary>What the compiler's stages cost on the classic architectures, warm, and what they allocate.</summary>
[MemoryDiagnoser]
public class Stages
{
    private CSharpCompilation _compilation = null!;
    private NetworkSpec _spec = null!;
    private string _class = "";

    /// <summary>Files under tests/EndToEnd.Tests/Architectures and a class in each.</summary>
    public static IEnumerable<string> Networks => ["ResNets.ResNet20", "ResNets.ResNet50", "Vgg.Vgg16", "GoogLeNet.GoogLeNet"];

    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        string[] names = Network.Split('.');
        _compilation = Source.Compilation(names[0] + ".cs");
        _class = names[1];
        _spec = Source.Spec(_compilation, _class);
    }

    /// <summary>Attributes to a spec; Roslyn has bound them already.</summary>
    [Benchmark]
    public object Parse() => Source.Spec(_compilation, _class);

    /// <summary>Graph, shapes, differentiation, planning: all that follows but the text.</summary>
    [Benchmark]
    public object? Plan() => NetworkCompiler.Plan(_spec, [], CancellationToken.None);

    /// <summary>Graph, shapes, differentiation, planning, emission: all that an edit in the class repeats.</summary>
    [Benchmark]
    public object Compile() => NetworkCompiler.CompileAnew(_spec, CancellationToken.None);
}
