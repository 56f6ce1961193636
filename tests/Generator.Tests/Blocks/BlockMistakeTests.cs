using System.Collections.Immutable;
using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Blocks;

/// <summary>Every mistake in a block and in its use: under the use, with the line of the block beside it.</summary>
public class BlockMistakeTests
{
    /// <summary>A source, and the diagnostics at its marks.</summary>
    public static TheoryData<string, string[]> Sources => new()
    {
        {
            "[Network, Input(4), [|Use<B>|]] partial class Net; class B;",
            ["ESP0120: 'B' is used as a block, but it is not declared to be one and has no layers. Put [Block] and layers above it, or use another class."]
        },
        {
            "[Network, Input(4), [|Use<B>|]] partial class Net; [Network, Input(4), Dense(2)] partial class B;",
            ["ESP0120: 'B' is used as a block, but it is a network. Move the lines that both need to a class with [Block], or use another class."]
        },
        {
            "[Network, Input(4), Use<B>, Use<A>] partial class Net; [Block, Use<B>, Use<B>] class A; [Dense(2)] class [|B|];",
            ["ESP0111: 'B' bears [Dense], but it is declared neither a network nor a block, so nothing is made of it. Add [Block] above it, for networks to use, or [Network] and an [Input]."]
        },
        {
            "[Network, Input(4), [|Use<string>|]] partial class Net;",
            ["ESP0121: The block 'String' comes from the assembly 'System.Private.CoreLib', and a compiled class has no layers left to read. Declare it in this project, for example by including its source file."]
        },
        {
            "[Network, Input(4), Use<B<int>>] partial class Net; [Block, Dense(2)] class [|B|]<T>;",
            ["ESP0122: 'B' is a block, but its class is generic, and the layers of a block know no types. Remove the type parameters, or make what varies an [Argument]."]
        },
        {
            "[Network, Input(4), [|Use<B>(1, 2, 3)|]] partial class Net; [Block, Dense(X * Y)] class B { [Argument] const int X = 1; [Argument] const int Y = 1; }",
            ["ESP0123: The block 'B' takes 2 arguments (X, Y), but it is given 3. Remove what is too much, or add a const field with [Argument] to 'B'."]
        },
        {
            "[Network, Input(4), [|Use<B>(1)|]] partial class Net; [Block, Dense(2)] class B;",
            ["ESP0123: The block 'B' takes no arguments, but it is given 1. Remove what is too much, or add a const field with [Argument] to 'B'."]
        },
        {
            "[Network, Input(4), [|Use<B>(\"wide\")|], Dense(3)] partial class Net; [Block, Dense(X)] class B { [Argument] const int X = 1; }",
            ["ESP0124: The argument 'X' of the block 'B' is of the type 'int', but it is given \"wide\", a value of the type 'string'. Give it a constant of the type 'int'."]
        },
        {
            "[Network, Input(4), [|Use<B>(1.5f)|]] partial class Net; [Block, Dense(X)] class B { [Argument] const int X = 1; }",
            ["ESP0124: The argument 'X' of the block 'B' is of the type 'int', but it is given 1.5, a value of the type 'float'. Give it a constant of the type 'int'."]
        },
        {
            "[Network, Input(4), [|Use<B>(null!)|]] partial class Net; [Block, Dense(X)] class B { [Argument] const int X = 1; }",
            ["ESP0124: The argument 'X' of the block 'B' is of the type 'int', but it is given null. Give it a constant of the type 'int'."]
        },
        {
            "[Network, Input(4), [|Wide(Widht = 3)|]] partial class Net; [Block, Dense(Width)] class B { [Argument] const int Width = 1; } class WideAttribute : UseAttribute<B> { public int Widht { get; set; } }",
            ["ESP0125: [Wide] sets an argument by the property 'Widht', but the block 'B' has the argument Width. Did you mean 'Width'? Rename it, or add an [Argument] 'Widht' to 'B'."]
        },
        {
            "[Network, Input(4), Use<B>(3)] partial class Net; [Block, Dense(1)] class B { [Argument] readonly int [|Width|] = 1; }",
            ["ESP0126: 'Width' is an [Argument] of the block 'B', but it is no constant, and attributes read constants alone. Declare it '[Argument] const int Width = …;', with a default."]
        },
        {
            "[Network, Input(4), Use<B>(3)] partial class Net; [Block, Dense(1)] class B { [Argument] const decimal [|Width|] = 1; }",
            ["ESP0127: The argument 'Width' of the block 'B' is of the type 'decimal', but arguments are of the type int, long, float, double, bool, string or an enum. Use one of these."]
        },
        {
            "[Network, Input(4), Use<B>(3)] partial class Net; [Block, [|Dense(Twice + 1)|]] class B { [Argument] const int Width = 1; const int Double = 2 * Width; const int Twice = Double; }",
            ["ESP0128: 'units' is given the constant 'Twice', which is computed from an argument of the block 'B': a use that sets the argument would leave 'Twice' as it is. Write 'Double' in its place."]
        },
        {
            "[Network, Input(4), Use<B>(3)] partial class Net; [Block, [|Dense((short)Width)|]] class B { [Argument] const int Width = 1; }",
            ["ESP0129: 'units' is given '(short)Width', which depends on an argument in a way that cannot be worked out for each use. Use + - * / % << >>, comparisons, && || !, ?: and conversions to int, long, float or double. Names cannot depend on arguments."]
        },
        {
            "[Network, Input(4), Use<B>] partial class Net; [Block, [|Use<B>|]] class B;",
            ["ESP0130: The block 'B' uses itself (B → B), so that it would never end. Remove this use, or use another block."]
        },
        {
            "[Network, Input(4), [|Use<A>|]] partial class Net; [Block, Use<B>] class A; [Block, Dense(2), Use<A>] class B;",
            ["ESP0130: The block 'A' uses itself (A → B → A), so that it would never end. Remove this use, or use another block."]
        },
        {
            "[Network, Input(4), Use<B>, Dense(2)] partial class Net; [Block] class [|B|];",
            ["ESP0131: 'B' is a block, but it has no layer. Put layers below its [Block], for example [Dense(10)]."]
        },
        {
            "[Network, Input(4), Use<B>] partial class Net; [Block, Dense(2), [|MeanSquaredError|]] class B;",
            ["ESP0132: [MeanSquaredError] stands in a block, but a block has neither input nor loss: it reads what its use reads, and gives its last line. Move it to the network."]
        },
        {
            "[Network, Block, Input(4), Dense(2)] partial class [|Net|];",
            ["ESP0133: 'Net' is declared a network and a block, but a class is one of the two. Move the lines that others use to a block of their own."]
        },
        {
            "[Network, Input(4), [|Use<B>(0)|]] partial class Net; [Block, Dense(12 / X)] class B { [Argument] const int X = 1; [Argument] const bool Y = true; }",
            ["ESP0320: B1.Dense1: units is 12 / X, which divides by zero where X = 0, Y = true. Give other arguments, or change the expression."]
        },
        {
            "[Network, Input(4), [|Use<B>(2_000_000_000, Name = \"big\")|]] partial class Net; [Block, Dense(X * 2)] class B { [Argument] const int X = 1; }",
            ["ESP0320: big.Dense1: units is X * 2, which overflows an int where X = 2000000000. Give other arguments, or change the expression."]
        },
        {
            "[Network, Input(4), [|Use<A>(Repeat = 1000)|], Dense(2)] partial class Net; [Block, Use<B>(Repeat = 1000)] class A; [Block, ReLU] class B;",
            ["ESP0321: with A1.9.B1 the blocks of Net come to more than 10 000 lines, each repeat counted by itself, and that is the most that there can be. Use a smaller Repeat, here or in the uses around it."]
        },
        {
            "[Network, Input(4), [|Use<A>(Init = Init.Constant)|], Dense(2)] partial class Net; [Block, Dense(3), ReLU] class A;",
            ["ESP0165: A1 starts by Init.Constant, which needs InitValue. Add InitValue = 0.01f, or use an initialiser that scales itself, such as Init.KaimingUniform."]
        },
        {
            "[Network, Input(4), [|Use<A>(Repeat = 0)|], Dense(2)] partial class Net; [Block, ReLU] class A;",
            ["ESP0207: A1 has Repeat 0, but Repeat must be at least 1."]
        },
        {
            "[Network, Input(4), Dense(2, Name = \"b_Dense1\"), [|Use<B>(Name = \"b\")|]] partial class Net; [Block, Dense(2)] class B;",
            ["ESP0322: b_Dense1 and b.Dense1 would both be called b_Dense1 in code, where the dots of names become underscores. Give one of them another Name."]
        },
        {
            "[Network, Input(4), [|Use<B>(Name = \"b\")|]] partial class Net { int b_Dense1; } [Block, Dense(2)] class B;",
            ["ESP0115: The name \"b_Dense1\" of this Dense is taken: the class has a member of that name. A layer's tensors become a property of the network, so use another name, for example \"Dense1_\"."]
        },
        {
            "[Network, Input(4), Tap(\"in\"), [|Use<B>|]] partial class Net; [Block, Dense(4), Add(\"in\")] class B;",
            ["ESP0304: B1.Add1 reads \"in\", but no line above bears that name: the lines above are called Dense1."]
        },
        {
            "[Network, Input(4), [|Use<B>(From = \"nowhere\")|], Dense(2)] partial class Net; [Block, Dense(4)] class B;",
            ["ESP0304: B1 reads \"nowhere\", but no line above bears that name: the lines above are called Input."]
        },
        {
            "[Network, Input(4), Tap(\"b\"), [|Use<B>(Name = \"b\")|]] partial class Net; [Block, Dense(4)] class B;",
            ["ESP0306: the name \"b\" is taken already by the [Tap] above (attribute 2): give this line another name."]
        },
        {
            "[Network, Input(4), [|Use<B>(Repeat = 3)|]] partial class Net; [Block, Dense(4, Key = \"fc\"), Dense(4, Key = \"fc\")] class B;",
            ["ESP0309: the tensors of B1.0.Dense1 and B1.0.Dense2 would both be called \"b1.0.fc.…\" in weight files: give one of them a name or a Key of its own."]
        },
        {
            "[Network, Input(4), Use<B>(Repeat = 3)] partial class Net; [Block, [|Dense(4, Name = \"a b\")|]] class B;",
            ["ESP0114: The name \"a b\" of this Dense is not a C# identifier, but a layer's tensors become a property of the network. Use an identifier, for example \"a_b\"."]
        },
        {
            "[Network, Input(1, 28, 28), Use<B>(8, Repeat = 2, Name = \"stem\"), Use<B>(8, Name = \"body\", Repeat = 2), [|Use<B>(16, Repeat = 2)|], Dense(2)] partial class Net; [Block, Conv2D(W, kernel: 5), Tanh, Conv2D(W, kernel: 3)] class B { [Argument] const int W = 1; }",
            ["ESP0201: the 5×5 kernel of B3.0.Conv1 does not fit the 8×4×4 that reaches it. Trace: Input 1×28×28 → stem 8×16×16 → body 8×4×4 → B3.0.Conv1. Use kernel ≤ 4 or padding ≥ 1."]
        },
        {
            "[Network, Input(1, 21, 21), [|Use<A>(Name = \"all\")|], Dense(2)] partial class Net; [Block, Use<B>(Repeat = 4)] class A; [Block, Conv2D(3, kernel: 5), Tanh, Conv2D(4, kernel: 3)] class B;",
            ["ESP0201: the 5×5 kernel of all.B1.3.Conv1 does not fit the 4×3×3 that reaches it. Trace: Input 1×21×21 → all.B1.0 4×15×15 → all.B1.1 4×9×9 → all.B1.2 4×3×3 → all.B1.3.Conv1. Use kernel ≤ 3 or padding ≥ 1."]
        },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void Is_shown_once_in_the_block_or_under_the_use(string source, string[] expected) => Expect.Diagnostics(
        "using Espalier;\n" + source,
        [.. expected.Select(message => (message[..7], message[9..]))]);

    [Fact]
    public void The_line_in_the_block_is_beside_it_also_in_another_file()
    {
        string[] files =
        [
            "using Espalier; [Network, Input(1, 8, 8), Use<A>(Name = \"all\"), Dense(2)] partial class Net;",
            "using Espalier; [Block, Dense(4), Use<B>(3)] class A;",
            "using Espalier; [Block, Dense(4), Dropout(X)] class B { [Argument] const float X = 0; }",
        ];
        ImmutableArray<Diagnostic> diagnostics = InMemory.Analyze(files);

        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal("all.B1.Dropout1 has probability 3, but probability must be a number of at least 0 and below 1.", diagnostic.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(
            ["Test0.cs: Use<A>(Name = \"all\")", "Test2.cs: Dropout(X)", "Test1.cs: Use<B>(3)"],
            diagnostic.AdditionalLocations.Prepend(diagnostic.Location).Select(location =>
                location.SourceTree!.FilePath + ": " + location.SourceTree.GetText().ToString(location.SourceSpan)));
    }

    [Fact]
    public void Without_an_analyzer_the_generator_says_the_same()
    {
        const string Source = "using Espalier; [Network, Input(4), Use<B>(0)] partial class Net; [Block, Dense(X)] class B { [Argument] const int X = 1; }";
        Diagnostic analyzed = Assert.Single(InMemory.Analyze(Source));
        Diagnostic generated = Assert.Single(InMemory.Generate(InMemory.Compile(Source), ("RunAnalyzers", "false")).Diagnostics);

        Assert.Equal(analyzed.GetMessage(CultureInfo.InvariantCulture), generated.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(analyzed.Location.GetLineSpan(), generated.Location.GetLineSpan());
        Assert.Equal(analyzed.AdditionalLocations.Select(location => location.GetLineSpan()), generated.AdditionalLocations.Select(location => location.GetLineSpan()));
    }

    [Fact]
    public void An_invalid_network_keeps_the_tensors_of_its_blocks() => Expect.Diagnostics(
        """
        using Espalier;
        [Network, Input(4), Use<B>(Name = "b", Repeat = 2), [|Use<B>(-1)|]] partial class Net
        {
            public static float First(Net net) => net.b_1_Dense1.Weight[0, 0] + net.B2_Dense1.Bias[0];
        }
        [Block, Dense(X)] class B { [Argument] const int X = 1; }
        """,
        ("ESP0207", "B2.Dense1 has units -1, but units must be at least 1."));
}
