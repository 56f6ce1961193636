using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Every mistake in the form of a declaration: where it is shown and what it says.</summary>
public class UsageTests
{
    private const string Layers = "[Network] [Input(4)] [Dense(2)]";

    public static TheoryData<string, string, string> Classes => new()
    {
        {
            $"{Layers} class [|Net|];",
            "ESP0101",
            "'Net' is a network, but its class is not partial, so the rest of it cannot be written. Declare it 'partial class Net'."
        },
        {
            $"class [|Outer|] {{ {Layers} partial class Net; }}",
            "ESP0102",
            "The network 'Net' lies inside 'Outer', which is not partial, so the rest of 'Net' cannot be written. Declare 'Outer' as 'partial class Outer', or move 'Net' out of it."
        },
        {
            $"interface [|IOuter|] {{ partial class Middle {{ {Layers} partial class Net; }} }}",
            "ESP0102",
            "The network 'Net' lies inside 'IOuter', which is not partial, so the rest of 'Net' cannot be written. Declare 'IOuter' as 'partial interface IOuter', or move 'Net' out of it."
        },
        {
            $"record struct [|Outer|] {{ {Layers} partial class Net; }}",
            "ESP0102",
            "The network 'Net' lies inside 'Outer', which is not partial, so the rest of 'Net' cannot be written. Declare 'Outer' as 'partial record struct Outer', or move 'Net' out of it."
        },
        {
            $"{Layers} static partial class [|Net|];",
            "ESP0103",
            "'Net' is a network, but its class is static, and a network is an object that holds parameters and memory. Remove 'static'."
        },
        {
            $"{Layers} partial class [|Net|]<T>;",
            "ESP0104",
            "'Net' is a network, but its class is generic, and one class is one network with the shapes of its own declaration. Remove the type parameters."
        },
        {
            $"partial class [|Outer|]<T> {{ {Layers} partial class Net; }}",
            "ESP0104",
            "'Net' is a network, but 'Outer' is generic, and one class is one network with the shapes of its own declaration. Remove the type parameters of 'Outer', or move 'Net' out of it."
        },
        {
            $"{Layers} partial record [|Net|];",
            "ESP0105",
            "'Net' is a network, but it is a record, and a record cannot derive from Espalier.Network, which is a class. Declare it 'partial class Net'."
        },
        {
            $"{Layers} record class [|Net|](int X);",
            "ESP0105",
            "'Net' is a network, but it is a record, and a record cannot derive from Espalier.Network, which is a class. Declare it 'partial class Net'."
        },
        {
            $"{Layers} file partial class [|Net|];",
            "ESP0106",
            "'Net' is a network, but its class is local to its file, and the rest of 'Net' is written to another file. Replace 'file' by 'internal'."
        },
        {
            $"file partial class [|Outer|] {{ {Layers} partial class Net; }}",
            "ESP0106",
            "'Net' is a network, but 'Outer' is local to its file, and the rest of 'Net' is written to another file. Replace 'file' by 'internal'."
        },
        {
            $"{Layers} abstract partial class [|Net|];",
            "ESP0107",
            "'Net' is a network, but its class is abstract, so that it could be neither created nor loaded. Remove 'abstract'."
        },
        {
            $"{Layers} partial class Net {{ public [|Net|](string path, int[] sizes) {{ }} }}",
            "ESP0108",
            "'Net' is a network, and its constructors 'Net(int seed = 0)' and 'Net(NetworkParameters parameters)' are generated, but it has one of its own: 'Net.Net(string, int[])'. Remove it: fields can have initializers, and a static method can set up the rest."
        },
        {
            $"{Layers} partial class [|Net|](int size) {{ public int Size => size; }}",
            "ESP0108",
            "'Net' is a network, and its constructors 'Net(int seed = 0)' and 'Net(NetworkParameters parameters)' are generated, but it has one of its own: 'Net.Net(int)'. Remove it: fields can have initializers, and a static method can set up the rest."
        },
        {
            $"class Model; {Layers} partial class [|Net|] : Model;",
            "ESP0109",
            "'Net' is a network and derives from Espalier.Network, but it is declared with the base class 'Model'. Remove 'Model', or hold the network in a field of a class that derives from it."
        },
        {
            "[Network] [Input(4)] partial class Net; [[|Dense(2)|]] [ReLU] partial class Net; [Dense(2)] partial class Net;",
            "ESP0110",
            "The layers of 'Net' stand on 3 parts of the class, and the order of lines between parts is not defined; [Dense] is the first on a further part. Move all layers to one part."
        },
        {
            "[Input(4)] partial class [|Net|];",
            "ESP0111",
            "'Net' bears [Input], but it is declared neither a network nor a block, so nothing is made of it. Add [Network] above it."
        },
        {
            "[Input(4)] [Dense(3)] [ReLU] class [|Net|];",
            "ESP0111",
            "'Net' bears [Input] and 2 more, but it is declared neither a network nor a block, so nothing is made of them. Add [Network] above them."
        },
        {
            "[Dense(2)] [MeanSquaredError] class [|Net|];",
            "ESP0111",
            "'Net' bears [Dense] and 1 more, but it is declared neither a network nor a block, so nothing is made of them. Add [Network] and an [Input] above them."
        },
        {
            "[Tokens(8, 100)] [Embedding(2)] class [|Net|];",
            "ESP0111",
            "'Net' bears [Tokens] and 1 more, but it is declared neither a network nor a block, so nothing is made of them. Add [Network] above them."
        },
        {
            $"{Layers} partial class Net {{ private float [|Predict|](float x) => x; }}",
            "ESP0112",
            "The network 'Net' has a member 'Predict' of its own, but networks have a member of that name already. Rename it."
        },
        {
            $"{Layers} partial class Net; partial class Net {{ public class [|Session|]; }}",
            "ESP0112",
            "The network 'Net' has a member 'Session' of its own, but networks have a member of that name already. Rename it."
        },
        {
            $"{Layers} partial class [|Session|];",
            "ESP0113",
            "The network is called 'Session', but networks have a member of that name, and C# allows no member with the name of its class. Rename the class, for example to 'SessionNet'."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"2nd layer\")|]] partial class Net;",
            "ESP0114",
            "The name \"2nd layer\" of this Dense is not a C# identifier, but a layer's tensors become a property of the network. Use an identifier, for example \"_2nd_layer\"."
        },
        {
            $"{Layers} [[|Tap(\"\")|]] partial class Net;",
            "ESP0114",
            "The name \"\" of this Tap is not a C# identifier, but a layer's tensors become a property of the network. Use an identifier, for example \"_\"."
        },
        {
            $"{Layers} [[|Tap(\"a\\nb\")|]] partial class Net;",
            "ESP0114",
            "The name \"a\\nb\" of this Tap is not a C# identifier, but a layer's tensors become a property of the network. Use an identifier, for example \"a_b\"."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"Parameters\")|]] partial class Net;",
            "ESP0115",
            "The name \"Parameters\" of this Dense is taken: networks have a member of that name. A layer's tensors become a property of the network, so use another name, for example \"Parameters_\"."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"GetType\")|]] partial class Net;",
            "ESP0115",
            "The name \"GetType\" of this Dense is taken: networks have a member of that name. A layer's tensors become a property of the network, so use another name, for example \"GetType_\"."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"Net\")|]] partial class Net;",
            "ESP0115",
            "The name \"Net\" of this Dense is taken: it is the name of the class. A layer's tensors become a property of the network, so use another name, for example \"Net_\"."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"Head\")|]] partial class Net {{ public int Head => 1; }}",
            "ESP0115",
            "The name \"Head\" of this Dense is taken: the class has a member of that name. A layer's tensors become a property of the network, so use another name, for example \"Head_\"."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"Head\")|]] partial class Net {{ public class HeadTensors; }}",
            "ESP0115",
            "The name \"Head\" of this Dense is taken: its tensors have the type 'HeadTensors', and the class has a member of that name. A layer's tensors become a property of the network, so use another name, for example \"Head_\"."
        },
        {
            $"{Layers} [[|Dense(2, Name = \"Head\")|]] [Dense(2, Name = \"HeadTensors\")] partial class Net;",
            "ESP0115",
            "The name \"Head\" of this Dense is taken: its tensors have the type 'HeadTensors', and another layer has that name. A layer's tensors become a property of the network, so use another name, for example \"Head_\"."
        },
        {
            "[Network] [Input(4)] [[|Dense(2)|]] partial class Net { int _mine = Dense1; const int Dense1 = 3; }",
            "ESP0115",
            "The name \"Dense1\" of this Dense is taken: the class has a member of that name. A layer's tensors become a property of the network, so use another name, for example \"Dense1_\"."
        },
        {
            "[Network] [Input(4)] [[|Dense(2)|]] partial class Dense1;",
            "ESP0115",
            "The name \"Dense1\" of this Dense is taken: it is the name of the class. A layer's tensors become a property of the network, so use another name, for example \"Dense1_\"."
        },
        {
            $"class SwishAttribute : LayerAttribute; {Layers} [[|Swish|]] partial class Net;",
            "ESP0116",
            "[SwishAttribute] derives from LayerAttribute, but it is not one of Espalier's layers, and there is no rule by which it could be compiled. Use one of those, or write your own as a struct for [Elementwise<T>] or [Custom<T>]."
        },
        {
            $"{Layers} [[|Tap(null!)|]] partial class Net;",
            "ESP0117",
            "The option 'name' of this Tap is null, but it must be a text. Give it a value."
        },
        {
            $"{Layers} [[|Add(null!)|]] partial class Net;",
            "ESP0117",
            "The option 'with' of this Add is null, but it must be one or more texts. Give it a value."
        },
        {
            $"{Layers} [Tap(\"a\")] [[|Add(\"a\", null!)|]] partial class Net;",
            "ESP0117",
            "The option 'with' of this Add is null, but it must be texts, none of them null. Give it a value."
        },
        {
            $"{Layers} [[|Conv2D(3, kernel: null!)|]] partial class Net;",
            "ESP0117",
            "The option 'kernel' of this Conv2D is null, but it must be one or more numbers. Give it a value."
        },
    };

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_mistake_is_shown_in_its_place(string source, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n" + source, (id, message));

    [Fact]
    public void Independent_mistakes_are_shown_together() => Expect.Diagnostics(
        """
        using Espalier;
        class [|Outer|]
        {
            [Network] [Input(4)] [[|Dense(2, Name = "a b")|]]
            abstract partial class [|Net|] { public void [|Save|]() { } }
        }
        """,
        ("ESP0102", "The network 'Net' lies inside 'Outer', which is not partial, so the rest of 'Net' cannot be written. Declare 'Outer' as 'partial class Outer', or move 'Net' out of it."),
        ("ESP0114", "The name \"a b\" of this Dense is not a C# identifier, but a layer's tensors become a property of the network. Use an identifier, for example \"a_b\"."),
        ("ESP0107", "'Net' is a network, but its class is abstract, so that it could be neither created nor loaded. Remove 'abstract'."),
        ("ESP0112", "The network 'Net' has a member 'Save' of its own, but networks have a member of that name already. Rename it."));

    [Theory]
    [InlineData("{0} public sealed partial class Net;")]
    [InlineData("{0} partial class Net : System.IDisposable {{ public void Dispose() {{ }} static Net() {{ }} public override string ToString() => \"\"; }}")]
    [InlineData("static partial class Outer {{ partial interface IMiddle {{ {0} partial class Net; }} }}")]
    [InlineData("{0} partial class Net; partial class Net {{ private int _mine; public int Mine => _mine++; }}")]
    [InlineData("{0} [Tap(\"in\")] [Dense(2, Name = \"class\")] [Add(\"in\")] partial class Net;")]
    [InlineData("class Plain; [System.Obsolete] class Obsolete; struct Value;")]
    public void What_is_right_is_not_remarked(string source) =>
        Expect.Diagnostics("using Espalier;\n" + string.Format(source, Layers));

    [Fact]
    public void Layers_on_further_parts_point_back_at_the_first()
    {
        Diagnostic diagnostic = Assert.Single(InMemory.Analyze("using Espalier; [Network] [Input(4)] partial class Net; [Dense(2)] partial class Net;"));

        Location first = Assert.Single(diagnostic.AdditionalLocations);
        Assert.Equal("Input(4)", first.SourceTree!.GetText().ToString(first.SourceSpan));
    }

    [Theory]
    [InlineData("#pragma warning disable ESP0101\nusing Espalier; [Network] [Input(4)] [Dense(2)] class Net;")]
    [InlineData("#pragma warning disable\nusing Espalier; [Network] [Input(4)] [Dense(2)] class Net;")]
    public void Errors_cannot_be_suppressed(string source) => Assert.Equal("ESP0101", Assert.Single(InMemory.Analyze(source)).Id);

    [Theory]
    [InlineData("[Network] [Input(4)] [Dense(Missing, Name = \"a b\")] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dens(2)] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(] partial class Net;")]
    [InlineData("[Network] [Inpt(4)] [Dense(2)] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] [Tap(Missing)] [Dense(3, From = \"x\")] [Add(\"x\")] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] [Add(Missing)] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] [Conv2D(3, )] [MaxPool2D(90)] partial class Net;")]
    [InlineData("[Network] [Network] [Input(4)] [Dense(2)] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] partial class Net; [Network] partial class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] partial class Net : Missing;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] partial class Net; class Net;")]
    [InlineData("[Network] [Input(4)] [Dense(2)] partial struct Net;")]
    public void What_csharp_reports_is_not_reported_again(string source)
    {
        Generated generated = InMemory.Generate("using Espalier;\n" + source);

        Assert.NotEmpty(generated.CompilerDiagnostics);
        Assert.Empty(InMemory.Analyze(generated.Compilation).Where(diagnostic => diagnostic.Id != "ESP0114"));
    }
}
