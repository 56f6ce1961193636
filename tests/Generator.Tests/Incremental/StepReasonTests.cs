using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Reason = Microsoft.CodeAnalysis.IncrementalStepRunReason;
using Steps = Espalier.Generator.NetworkGenerator.Steps;

namespace Espalier.Generator.Tests.Incremental;

/// <summary>What each step of the pipeline does after an edit. Compiling must not happen again where nothing changed its meaning.</summary>
public class StepReasonTests
{
    private const string Network = """
        using Espalier;

        namespace Samples;

        [Network]
        [Input(1, 28, 28)]
        [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]
        [Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class DigitNet
        {
            public int Count() { return 1; }
        }
        """;

    private const string Elsewhere = "class Elsewhere { int _x; }";

    /// <summary>Name of the edit, text and its replacement, and the reasons of parsing, of the spec and of compiling.</summary>
    public static TheoryData<string, string, string, Reason, Reason, Reason> Edits => new()
    {
        { "in another file", Elsewhere, "class Elsewhere { int _y; }", Reason.Unchanged, Reason.Cached, Reason.Cached },
        { "inside a method of the class", "return 1;", "return 2;", Reason.Unchanged, Reason.Cached, Reason.Cached },
        { "a comment below the class's name", "    public int Count()", "    // counts\n    public int Count()", Reason.Unchanged, Reason.Cached, Reason.Cached },
        { "a comment above", "namespace Samples;", "// Samples\nnamespace Samples;", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "spaces between layers", "] [ReLU] [", "]  [ReLU]\n[", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "lists joined", "[ReLU] [MaxPool2D(2)]", "[ReLU, MaxPool2D(2)]", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "an option written another way", "kernel: 5", "2 + 3", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "another attribute beside", "[Network]", "[Network, System.Serializable]", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "an option", "kernel: 5", "kernel: 3", Reason.Modified, Reason.Modified, Reason.Modified },
        { "a layer", "[ReLU]", "[Tanh]", Reason.Modified, Reason.Modified, Reason.Modified },
        { "a layer typed half-way", "[Dense(10)]", "[Dense(1", Reason.Modified, Reason.Modified, Reason.Modified },
        { "a name of the class", "partial class DigitNet", "partial class Digits", Reason.Modified, Reason.Modified, Reason.Modified },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void After_an_edit(string edit, string text, string replacement, Reason parse, Reason spec, Reason compile)
    {
        Assert.NotEmpty(edit);
        CSharpCompilation before = InMemory.Compile(Network, Elsewhere);
        GeneratorDriver driver = InMemory.CreateDriver().RunGenerators(before);

        GeneratorRunResult result = driver.RunGenerators(Edit(before, text, replacement)).GetRunResult().Results.Single();

        Assert.Null(result.Exception);
        Assert.Equal([parse], Reasons(result, Steps.Parse));
        Assert.Equal([spec], Reasons(result, Steps.Spec));
        Assert.Equal([compile], Reasons(result, Steps.Compile));
    }

    /// <summary>The same of an edit to a block that the network uses, in a file of its own.</summary>
    public static TheoryData<string, string, Reason, Reason, Reason> BlockEdits => new()
    {
        { "int Width = 8", "int Width = 9", Reason.Modified, Reason.Modified, Reason.Unchanged }, // The use gives its own.
        { "Dense(Width * 2)", "Dense(2 + Width)", Reason.Modified, Reason.Modified, Reason.Modified },
        { "[ReLU]", "[Tanh]", Reason.Modified, Reason.Modified, Reason.Modified },
        { "Dense(Width * 2)", "Dense(Width * (1 + 1))", Reason.Modified, Reason.Modified, Reason.Unchanged },
        { "Dense(Width * 2)", "Dense((Width)*2)  ", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "[Block]", "// a comment\n[Block]", Reason.Modified, Reason.Unchanged, Reason.Cached },
        { "Count() => 1", "Count() => 2", Reason.Unchanged, Reason.Cached, Reason.Cached },
        { "class Other { }", "class Another { }", Reason.Unchanged, Reason.Cached, Reason.Cached },
    };

    [Theory]
    [MemberData(nameof(BlockEdits))]
    public void After_an_edit_to_a_block(string text, string replacement, Reason parse, Reason spec, Reason compile)
    {
        CSharpCompilation before = InMemory.Compile(
            "using Espalier; [Network, Input(4), Use<Outer>(3), Dense(2)] partial class Net;",
            "using Espalier; [Block, Use<Inner>(Units)] class Outer { [Argument] const int Units = 8; }",
            """
            using Espalier;
            [Block] [Dense(Width * 2)] [ReLU]
            class Inner
            {
                [Argument] const int Width = 8;
                int Count() => 1;
            }
            class Other { }
            """);
        GeneratorDriver driver = InMemory.CreateDriver().RunGenerators(before);

        GeneratorRunResult result = driver.RunGenerators(Edit(before, text, replacement)).GetRunResult().Results.Single();

        Assert.Null(result.Exception);
        Assert.Equal([parse], Reasons(result, Steps.Parse));
        Assert.Equal([spec], Reasons(result, Steps.Spec));
        Assert.Equal([compile], Reasons(result, Steps.Compile));
    }

    [Fact]
    public void The_first_run_is_new()
    {
        GeneratorRunResult result = InMemory.CreateDriver().RunGenerators(InMemory.Compile(Network)).GetRunResult().Results.Single();

        Assert.Equal([Reason.New], Reasons(result, Steps.Parse));
        Assert.Equal([Reason.New], Reasons(result, Steps.Spec));
        Assert.Equal([Reason.New], Reasons(result, Steps.Compile));
    }

    [Fact]
    public void A_second_run_over_the_same_is_cached()
    {
        CSharpCompilation compilation = InMemory.Compile(Network);
        GeneratorRunResult result = InMemory.CreateDriver().RunGenerators(compilation).RunGenerators(compilation.Clone()).GetRunResult().Results.Single();

        Assert.Equal([Reason.Unchanged], Reasons(result, Steps.Parse));
        Assert.Equal([Reason.Cached], Reasons(result, Steps.Spec));
        Assert.Equal([Reason.Cached], Reasons(result, Steps.Compile));
    }

    [Fact]
    public void A_further_network_leaves_the_first_alone()
    {
        CSharpCompilation before = InMemory.Compile(Network, Elsewhere);
        GeneratorDriver driver = InMemory.CreateDriver().RunGenerators(before);
        CSharpCompilation after = Edit(before, Elsewhere, "[Espalier.Network, Espalier.Input(4), Espalier.Dense(2)] partial class Further;");

        GeneratorRunResult added = driver.RunGenerators(after).GetRunResult().Results.Single();
        GeneratorRunResult removed = driver.RunGenerators(after).RunGenerators(before).GetRunResult().Results.Single();

        Assert.Equal([Reason.Cached, Reason.New], Reasons(added, Steps.Compile));
        Assert.Equal([Reason.Cached, Reason.Removed], Reasons(removed, Steps.Compile));
    }

    [Fact]
    public void A_class_with_several_marked_parts_is_compiled_once()
    {
        Generated generated = InMemory.Generate(
            "[Espalier.Network, Espalier.Input(4), Espalier.Dense(2)] partial class Net;",
            "[Espalier.Network] partial class Net;");

        Assert.True(generated.Sources.Length <= 1);
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string text, string replacement)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.ToString().Contains(text));
        return compilation.ReplaceSyntaxTree(tree, InMemory.Parse(tree.ToString().Replace(text, replacement), tree.FilePath));
    }

    private static Reason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
