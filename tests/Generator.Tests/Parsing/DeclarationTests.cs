using Espalier.Generator.Parsing;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Parsing;

public class DeclarationTests : ParsingTest
{
    [Theory]
    [InlineData("[Input(4)] [Dense(3)] [ReLU] [Dense(2)] [SoftmaxCrossEntropy]")]
    [InlineData("[Input(4), Dense(3), ReLU, Dense(2), SoftmaxCrossEntropy]")]
    [InlineData("[Input(4), Dense(3)]\n// a comment\n[ReLU]\n[Dense(2), SoftmaxCrossEntropy]")]
    [InlineData("[Input(4)]\n#if MISSING\n[Dense(100)]\n#else\n[Dense(3)]\n#endif\n[ReLU, Dense(2)] [System.Obsolete] [SoftmaxCrossEntropy]")]
    [InlineData("[type: Input(4)] [type: Dense(3), ReLU] [Dense(2), SoftmaxCrossEntropy]")]
    public void Layers_come_in_source_order(string attributes)
    {
        LayerSpec[] layers = Layers(attributes);

        Assert.Equal(["Input", "Dense", "ReLU", "Dense", "SoftmaxCrossEntropy"], layers.Select(layer => layer.Kind));
        Assert.Equal([3, 2], layers.Where(layer => layer.Kind == "Dense").Select(layer => layer.Int("units")));
    }

    [Fact]
    public void The_class_and_what_is_around_it()
    {
        NetworkSpec spec = Parse("Samples.new.Outer+Inner+class", """
            using Espalier;
            namespace Samples.@new;
            public partial record Outer
            {
                internal partial record struct Inner
                {
                    [Network] [Input(4)]
                    private sealed partial class @class
                    {
                        private int _count;
                        public int Count { get; set; }
                        public void Run() { }
                        public class Nested { }
                        public const int Width = 3;
                        public override string ToString() => "";
                        void System.IDisposable.Dispose() { }
                        public int this[int i] => i;
                        public static Inner operator +(@class a, int b) => default;
                    }
                }
            }
            """);

        Assert.Equal("Samples.@new", spec.Namespace);
        Assert.Equal([new("record", "Outer"), new("record struct", "Inner")], spec.Containers);
        Assert.Equal(("@class", "Samples.new.Outer+Inner+class", "private", true), (spec.Name, spec.MetadataName, spec.Accessibility, spec.IsSealed));
        Assert.Equal(["Count", "Nested", "Run", "ToString", "Width", "_count"], spec.MemberNames);
        Assert.True(spec.CanHavePart);
        Assert.Equal("Samples.new.Outer+Inner+class.g.cs", spec.HintName);
    }

    [Fact]
    public void The_global_namespace_is_empty()
    {
        NetworkSpec spec = Parse("Net", "using Espalier; [Network] partial class Net;");

        Assert.Equal(("", "Net", "internal", false), (spec.Namespace, spec.MetadataName, spec.Accessibility, spec.IsSealed));
        Assert.Equal(EquatableArray<ContainingTypeSpec>.Empty, spec.Containers);
    }

    [Fact]
    public void The_map_gives_each_layer_its_attribute()
    {
        Declaration declaration = Declare("Net", "using Espalier; [Network, Input(1, 28, 28)] [Conv2D(32, kernel: 5)] partial class Net;");

        Assert.Equal("Net", TextAt(declaration.Map.Class));
        Assert.Equal(["Input(1, 28, 28)", "Conv2D(32, kernel: 5)"], declaration.Map.Layers.Select(TextAt));
    }

    [Fact]
    public void Spans_are_the_map_without_trees()
    {
        SourceMap map = Declare("Net", "using Espalier;\n[Network]\n[Input(4)] partial class Net { int Predict; }").Map;
        SourceMap back = map.ToSpans().ToMap();

        Assert.Equal(map.Layers.Select(layer => layer.GetLineSpan()), back.Layers.Select(layer => layer.GetLineSpan()));
        Assert.Equal(map.Places.Single().GetLineSpan(), back.Places.Single().GetLineSpan());
        Assert.Equal(map.Class.SourceSpan, back.Class.SourceSpan);
        Assert.Equal(map.ToSpans(), back.ToSpans());
    }

    [Theory]
    [InlineData("A.Net", "A.Net-1.g.cs")]
    [InlineData("A.NET", "A.NET.g.cs")]
    [InlineData("A.net", "A.net-2.g.cs")]
    [InlineData("a.Net", "a-1.Net.g.cs")]
    [InlineData("A.Outer+Net", "A.Outer+Net.g.cs")]
    [InlineData("A.outer+Net", "A.outer-1+Net.g.cs")]
    [InlineData("A.Größe", "A.Größe.g.cs")]
    public void Hint_names_differ_by_more_than_case(string type, string expected) => Assert.Equal(expected, Parse(type, """
        using Espalier;
        namespace A
        {
            [Network] partial class Net;
            [Network] partial class NET;
            [Network] partial class net;
            [Network] partial class Größe;
            partial class Outer { [Network] partial class Net; }
            partial class outer { [Network] partial class Net; }
        }
        namespace a { [Network] partial class Net; }
        """).HintName);

    [Fact]
    public void Names_that_cannot_be_properties_are_replaced_wherever_they_stand()
    {
        LayerSpec[] layers = Layers("""
            [Input(4, Name = "2nd input")]
            [Dense(4, Name = "fc.0", From = "2nd input")]
            [Tap("Predict")]
            [Dense(4, Name = "Predict_")]
            [Add("2nd input", "fc.0", "Predict", "other")]
            """);

        Assert.Equal(["_2nd_input", "fc_0", null, "Predict_", null], layers.Select(layer => layer.Name));
        Assert.Equal("_2nd_input", layers[1].From);
        Assert.Equal("Predict__", layers[2].Text("name"));
        Assert.Equal(["_2nd_input", "fc_0", "Predict__", "other"], layers[4].Texts("with"));
    }

    private static string TextAt(Location location) => location.SourceTree!.GetText().ToString(location.SourceSpan);
}
