using System.Globalization;
using System.Text.RegularExpressions;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Tests.Streams;

/// <summary>Which layers stream, and what the others say.</summary>
public partial class StreamTests
{
    /// <summary>Layers below [Input(12, 6)], and what stands in the way; "" where nothing does.</summary>
    public static TheoryData<string, string> Networks => new()
    {
        { "[Standardize(0, 1)] [Dense(6)] [Tap(\"a\")] [Add(\"a\")] [Subtract(\"a\")] [Multiply(\"a\")] [Concat(\"a\")] [Slice(2, 6, Axis.Features)] [Shortcut(\"a\")]", "" },
        { "[ReLU] [LeakyReLU] [PReLU] [ELU] [SELU] [GELU] [SiLU] [Softplus] [HardSigmoid] [HardSwish] [Sigmoid] [Tanh] [Identity] [Maxout(2)]", "" },
        { "[Dense(3, Frozen = true)] [Step] [Softmax] [LogSoftmax] [Elementwise<Own>] [Output(\"scores\")]", "" },
        { "[BatchNorm] [LayerNorm] [RMSNorm] [LocalResponseNorm(3)] [Dropout] [Dropout2D]", "" },
        { "[Conv1D(4, kernel: 3, padding: Padding.Causal)] [Conv1D(4, kernel: 2, padding: [3, 0], dilation: 3, groups: 2)] [Conv1D(4, kernel: 1)] [SoftmaxCrossEntropy]", "" },
        { "[Rnn(4)] [Lstm(5, layers: 2, dropout: 0.1f)] [Gru(6, bias: false)] [Rnn(3, Nonlinearity.ReLU)]", "" },
        { "[MultiHeadAttention(2, causal: true)] [MultiHeadAttention(3, causal: true, dropout: 0.1f, bias: false)]", "" },
        { "[LearnedPositions] [SinusoidalPositions]", "" },
        { "[Dense(4)] [MultiHeadAttention(2)]", "Attention1 looks at all steps of its sequence, which a stream does not have yet; causal: true looks at earlier ones alone" },
        { "[Gru(4, bidirectional: true)]", "Gru1 runs in both directions, and the second begins at the last step" },
        { "[Tap(\"a\")] [GlobalAveragePool1D] [Dense(4, Name = \"b\")] [Lstm(4, state: \"b\", From = \"a\")]", "Pool1 takes all steps of its sequence together" },
        { "[Conv1D(4, kernel: 3, padding: 1)]", "Conv1 reads 1 later step, which a stream does not have yet; Padding.Causal reads earlier ones" },
        { "[Conv1D(4, kernel: 5, padding: Padding.Same, dilation: 2)]", "Conv1 reads 4 later steps, which a stream does not have yet; Padding.Causal reads earlier ones" },
        { "[Conv1D(4, kernel: 3)]", "Conv1 gives 2 fewer steps than it reads; with Padding.Causal it gives one for each" },
        { "[Conv1D(4, kernel: 3, padding: [3, 0])]", "Conv1 gives 1 more steps than it reads; with Padding.Causal it gives one for each" },
        { "[Conv1D(4, kernel: 2, padding: Padding.Causal, stride: 2, rounding: Rounding.Floor)]", "Conv1 gives a step for every 2 that it reads; a stream gives one for each" },
        { "[Dense(4)] [GroupNorm(2)]", "GroupNorm1 normalises over all steps together; LayerNorm does so step by step" },
        { "[InstanceNorm]", "InstanceNorm1 normalises over all steps together; LayerNorm does so step by step" },
        { "[Custom<OwnLayer>([12, 6])]", "Custom1 is code that sees a whole sequence at a time" },
        { "[Slice(2, 6, Axis.Steps)]", "Slice1 keeps some steps of its sequence, and a stream has no first or last" },
        { "[Tap(\"a\")] [Concat(Axis.Steps, \"a\")]", "Concat1 puts sequences one behind the other, and a stream has no end" },
        { "[Tap(\"a\")] [GlobalMaxPool1D] [Add(\"a\")]", "Pool1 takes all steps of its sequence together" },
        { "[MaxPool1D(2)]", "Pool1 takes all steps of its sequence together" },
        { "[AveragePool1D(2)]", "Pool1 takes all steps of its sequence together" },
        { "[AdaptiveAveragePool1D(2)]", "Pool1 takes all steps of its sequence together" },
        { "[GlobalAveragePool1D]", "Pool1 takes all steps of its sequence together" },
        { "[Flatten]", "Flatten1 takes all steps of its sequence together" },
        { "[Reshape(6, 12)]", "Reshape1 takes all steps of its sequence together" },
        { "[Transpose]", "Transpose1 takes all steps of its sequence together" },
        { "[Pad(1)]", "Pad1 takes all steps of its sequence together" },
        { "[Dense(4, Name = \"a\")] [Tokens(12, 20, Name = \"more\")] [Embedding(4)] [Add(\"a\")]", "" },
        { "[Dense(2, Name = \"a\")] [Output(\"b\")] [Dense(3)] [Output(\"c\")]", "" },
        { "[Dense(2, Name = \"a\")] [Input(12, 2, lengths: true)] [Gru(2)] [Add(\"a\")]", "" },
        { "[Gru(3)] [LastStep] [Dense(2)]", "" },
        { "[Dense(2)] [MeanOverSteps]", "MeanOverSteps1 takes all steps of its sequence together" },
    };

    // What no sequence can enter.
    private static readonly string[] OfImages =
        ["Conv2D", "ConvTranspose2D", "Upsample2D", "MaxPool2D", "AveragePool2D", "AdaptiveAveragePool2D", "GlobalAveragePool2D", "GlobalMaxPool2D"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_call_says_what_is_in_the_way(string layers, string barrier)
    {
        string call = barrier.Length > 0 ? "[|net.StartStream()|]" : "net.StartStream()";
        string group = barrier.Length > 0 ? "[|net.StartStream|]" : "net.StartStream";
        string message = $"Net cannot stream: {barrier}. Use layers that take each step by itself or look back, or Predict on whole sequences.";
        Expect.Diagnostics(
            $"{Source(layers)} static class User {{ public static Net.Stream Use(Net net) {{ Func<Net.Stream> start = {group}; start(); return {call}; }} }}",
            barrier.Length > 0 ? [("ESP0180", message), ("ESP0180", message)] : []);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_that_must_stream_says_it_under_the_layer(string layers, string barrier)
    {
        Generated generated = InMemory.Generate(Source(layers, "(Stream = true)"));
        Diagnostic[] found = [.. InMemory.Analyze(generated.Compilation)];
        if (barrier.Length == 0)
        {
            Assert.Empty(found);
            Assert.Contains("IStreamingNetwork", generated.Text, StringComparison.Ordinal);
            return;
        }

        Diagnostic diagnostic = Assert.Single(found);
        Assert.Equal(barrier.StartsWith("Net ", StringComparison.Ordinal) ? "ESP0341" : "ESP0340", diagnostic.Id);
        Assert.StartsWith("Net cannot stream, as [Network(Stream = true)] says it must: " + barrier + ". ", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(generated.CompilerDiagnostics.Where(other => other.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void A_call_of_another_assembly_says_it_too()
    {
        const string Declaration = """
            using Espalier;
            namespace Library;
            [Network] [Input(12, 6)] [Dense(4)] [GroupNorm(2)] public sealed partial class Barred;
            [Network] [Input(12, 6)] [Dense(4)] public sealed partial class Free;
            """;
        using var image = new MemoryStream();
        Assert.True(InMemory.Generate(Declaration).Compilation.Emit(image).Success);
        CSharpCompilation user = InMemory.Compile("""
            static class User
            {
                public static void Use(Library.Barred barred, Library.Free free)
                {
                    barred.StartStream();
                    Func<Library.Barred.Stream> start = barred.StartStream;
                    free.StartStream();
                }
            }
            """).AddReferences(MetadataReference.CreateFromImage(image.ToArray()));
        Diagnostic[] found = [.. InMemory.Analyze(InMemory.Generate(user).Compilation)];
        Assert.Equal(["ESP0180", "ESP0180"], found.Select(diagnostic => diagnostic.Id));
        Assert.All(found, diagnostic => Assert.Equal(
            "Barred cannot stream: GroupNorm1 normalises over all steps together; LayerNorm does so step by step. Use layers that take each step by itself or look back, or Predict on whole sequences.",
            diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_mistake_lies_under_the_layer() => Expect.Diagnostics(
        "using Espalier; [Network(Stream = true)] [Input(8, 4)] [Dense(4)] [[|GroupNorm(2)|]] [Dense(1)] public partial class Net; static class User { public static Net.Stream Use(Net net) => net.StartStream(); }",
        ("ESP0340", "Net cannot stream, as [Network(Stream = true)] says it must: GroupNorm1 normalises over all steps together; LayerNorm does so step by step. Use a layer that takes each step by itself or looks back, or remove Stream = true."));

    [Fact]
    public void A_network_of_images_cannot_be_declared_to_stream() => Expect.Diagnostics(
        "using Espalier; [Network(Stream = true)] [Input(1, 8, 8)] [Dense(4)] public partial class [|Net|];",
        ("ESP0341", "Net cannot stream, as [Network(Stream = true)] says it must: it takes samples that are no sequences, and only [Input(steps, features)] and [Tokens] come step by step. Change what goes in or comes out, or remove Stream = true."));

    [Theory]
    [InlineData("[Input(8)] [Dense(4)]")]
    [InlineData("[Input(1, 8, 8)] [Dense(4)]")]
    [InlineData("[Input(1, 8, 8)] [Conv2D(4, kernel: 9)]")]
    public void A_network_without_sequences_knows_nothing_of_streams(string layers) => Assert.DoesNotContain(
        "StartStream", InMemory.Generate($"using Espalier; [Network] {layers} public partial class Net;").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("[Input(8, 2)] [Conv1D(4, kernel: 9)]")]
    [InlineData("[Input(8, 2)] [Conv1D(4, kernel: 9, padding: Padding.Causal)] [MaxPool2D(2)]")]
    [InlineData("[Tokens(8, 2)] [MaxPool2D(2)] [Dense(3)]", "stream.Step(1, new float[3]); stream.Process(new int[2], new float[6]);")]
    [InlineData("[Tokens(8, 2, Name = \"a\")] [MaxPool2D(2)] [Input(8, 2, lengths: true, Name = \"b\")] [Dense(3)] [MeanSquaredError]", "stream.Step(1, new float[2], new float[3]); stream.Process(new int[2], new float[4], new float[6]);")]
    [InlineData("[Tokens(8, 2, Name = \"a\")] [Embedding(3, Name = \"c\")] [Input(8, 2, lengths: true, Name = \"b\")] [Dense(3)] [GlobalMaxPool1D] [Add(\"c\")] [MeanSquaredError]", "stream.Step(1, new float[2], new float[3]); stream.Process(new int[2], new float[4], new float[6]);")]
    public void A_broken_network_keeps_the_method(string layers, string calls = "")
    {
        Generated generated = InMemory.Generate($"using Espalier; [Network] {layers} public partial class Net; static class User {{ static void Use(Net net) {{ Net.Stream stream = net.StartStream(); stream.Step(default(ReadOnlySpan<float>), default); stream.CopyFrom(stream); {calls} }} }}");
        Assert.Empty(generated.CompilerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("[Input(20_000_000, 100)] [MultiHeadAttention(2, causal: true)]")]
    [InlineData("[Input(2_000_000_000, 1)] [MultiHeadAttention(1, causal: true)]")]
    [InlineData("[Input(7_000_000, 100)] [MultiHeadAttention(2, causal: true)]")]
    [InlineData("[Input(2_147_483_647, 1)] [LearnedPositions]")]
    public void What_no_memory_holds_is_an_error(string layers)
    {
        Generated generated = InMemory.Generate($"using Espalier; [Network] {layers} [Dense(1)] [MeanSquaredError] public partial class Net;");
        Assert.Contains(InMemory.Analyze(generated.Compilation), diagnostic => diagnostic.Id.StartsWith("ESP04", StringComparison.Ordinal));
        Assert.Empty(generated.CompilerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void Every_layer_streams_or_says_why_not()
    {
        string[] shown = [.. Networks.SelectMany(row => AttributeName().Matches((string)row[0]).Select(match => match.Groups[1].Value))];

        // A kind that answers nothing has the base class's reason.
        IEnumerable<string> kinds = LayerKindRegistry.All
            .Where(kind => kind is not (LossKind or SourceKind) && kind.GetType().GetMethod(nameof(LayerKind.StreamBarrier))!.DeclaringType != typeof(LayerKind))
            .Select(kind => kind.Name);
        Assert.Empty(kinds.Except(shown).Except(OfImages));
    }

    [Fact]
    public void A_stream_reads_well() => Snapshot.Match(StreamOf(InMemory.Generate("""
        using Espalier;
        namespace Samples;
        [Network(Stream = true)]
        [Input(steps: 64, features: 2)]
        [Conv1D(16, kernel: 3, padding: Padding.Causal, dilation: 4)] [BatchNorm] [ReLU] [Tap("a")]
        [Conv1D(16, kernel: 3, padding: Padding.Causal, groups: 4)] [Tanh] [Add("a")]
        [Dense(1)]
        [MeanSquaredError]
        public sealed partial class Filter;
        """).Text));

    [Fact]
    public void A_stream_of_attention_reads_well() => Snapshot.Match(StreamOf(Attention.Text));

    [Fact]
    public void A_stream_of_several_inputs_and_outputs_reads_well() => Snapshot.Match(StreamOf(InMemory.Generate("""
        using Espalier;
        namespace Samples;
        [Network(Stream = true)]
        [Tokens(steps: 16, vocabulary: 9, Name = "word")]
        [Embedding(4, Name = "a")]
        [Input(steps: 16, features: 3, lengths: true, Name = "pitch")]
        [Dense(4)] [Add("a")] [Gru(8, Name = "trunk")]
        [Dense(9)] [SoftmaxCrossEntropy(Name = "next")]
        [Dense(1, From = "trunk")] [MeanSquaredError(Name = "loudness")]
        public sealed partial class Voice;
        """).Text));

    [Fact]
    public void The_plan_says_what_a_stream_keeps_and_where_it_ends()
    {
        // Two rings of 64 places for 8 features, and how many are kept.
        string plan = Attention.Text[..Attention.Text.IndexOf("</code>", StringComparison.Ordinal)];
        Assert.Contains("/// to stream 4.2 kB of state and 512 bytes within a step, at most 64 steps, which have positions\n", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("to stream", InMemory.Generate("using Espalier; [Network] [Input(8, 4)] [GroupNorm(2)] public partial class Net;").Text, StringComparison.Ordinal);
    }

    private static Generated Attention => InMemory.Generate("""
        using Espalier;
        namespace Samples;
        [Network(Stream = true)]
        [Tokens(steps: 64, vocabulary: 30)]
        [Embedding(8)] [SinusoidalPositions] [Tap("a")]
        [LayerNorm] [MultiHeadAttention(2, causal: true)] [Shortcut("a")]
        [Dense(30)]
        [SoftmaxCrossEntropy]
        public sealed partial class Writer;
        """);

    private static string StreamOf(string text)
    {
        string[] lines = text.Split('\n');
        int start = Array.FindIndex(lines, line => line.Contains("public Stream StartStream", StringComparison.Ordinal)) - 4;
        int end = Array.FindIndex(lines, start + 10, line => line == "    }");
        return string.Join("\n", lines[start..(end + 1)]);
    }

    private static string Source(string layers, string settings = "") => $$"""
        using Espalier;
        [Network{{settings}}] [Input(12, 6)] {{layers}} public partial class Net;
        public struct Own : IElementwise { public static T Value<T>(T x) where T : struct, IReal<T> => x; public static T Derivative<T>(T x) where T : struct, IReal<T> => 1; }
        public struct OwnLayer : ICustom
        {
            public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output) { }
            public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient) { }
        }
        """;

    [GeneratedRegex(@"\[(\w+?)(?:<\w+>)?[(\]]")]
    private static partial Regex AttributeName();
}
