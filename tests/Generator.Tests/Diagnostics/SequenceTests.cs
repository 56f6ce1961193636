using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Mistakes with tokens and in the layers of sequences.</summary>
public class SequenceTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Tokens(8, 20)] [[|Dense(4)|]]",
            "ESP0250",
            "Dense1 would compute with the tokens of Tokens, which name entries of a vocabulary and are no quantities. Put [Embedding(size)] between them, for example [Embedding(64)]. Trace: Tokens 8 → Dense1."
        },
        {
            "[Tokens(8, 20)] [Tap(\"letters\")] [Embedding(4)] [Flatten] [Dense(8)] [[|Add(\"letters\")|]]",
            "ESP0250",
            "Add1 would compute with the tokens of letters, which name entries of a vocabulary and are no quantities. Put [Embedding(size)] between them, for example [Embedding(64)]. Trace: Tokens 8 → Embedding1 8×4 → Flatten1 32 → Dense1 8 → Add1."
        },
        {
            "[Input(8)] [[|Embedding(4)|]] [Dense(2)]",
            "ESP0251",
            "Embedding1 looks up tokens, but Input gives numbers (8). Declare [Tokens(steps, vocabulary)] and let Embedding1 read it. Trace: Input 8 → Embedding1."
        },
        {
            "[[|Tokens(8, 20_000_000)|]] [Embedding(4)]",
            "ESP0252",
            "Tokens has a vocabulary of 20 000 000 tokens, but 16 777 216 are the most that can be told apart. Use a smaller one, for example by cutting words into pieces."
        },
        {
            "[Input(steps: 20, features: 8)] [[|RepeatSteps(5)|]] [Dense(2)]",
            "ESP0253",
            "RepeatSteps1 repeats a vector as every step, but a sequence of 20×8 reaches it. Put [LastStep], [MeanOverSteps] or [Flatten] above it. Trace: Input 20×8 → RepeatSteps1."
        },
        {
            "[Input(steps: 20, features: 8)] [[|MultiHeadAttention(3)|]] [LastStep] [Dense(2)]",
            "ESP0254",
            "Attention1 cannot share 8 features among 3 heads: the heads must divide the features. Use heads: 1, 2, 4 or 8, or another number of features. Trace: Input 20×8 → Attention1."
        },
        {
            "[Input(steps: 20, features: 8, lengths: true)] [[|Flatten|]] [Dense(2)]",
            "ESP0255",
            "Flatten1 takes all steps of its sequence together, also those beyond a sample's length. Use layers that know lengths, such as [LastStep], [MeanOverSteps] or [GlobalMaxPool1D], or leave lengths: true out. Trace: Input 20×8 → Flatten1."
        },
        {
            "[Input(8, 4, lengths: true, Name = \"left\")] [Dense(4, Name = \"seen\")] [Input(8, 4, lengths: true, Name = \"right\")] [Dense(4)] [[|Add(\"seen\")|]] [LastStep] [Dense(2)]",
            "ESP0256",
            "Add1 joins Dense2, whose steps count as rightLengths says, and seen, whose steps count as leftLengths says. Join sequences with the same lengths, or vectors made of them by [LastStep] or [MeanOverSteps]."
        },
        {
            "[Tokens(steps: 32, vocabulary: 65)] [Embedding(16)] [Dense(24)] [Tanh] [[|Dense(65, tiedTo: \"Embedding1\")|]] [SoftmaxCrossEntropy]",
            "ESP0257",
            "Dense2 is tied to Embedding1, whose weights are 65×16, but would need 65×24. Use units: 65 on an input of 16 features. Trace: Tokens 32 → Embedding1 32×16 → Dense1 32×24 → Dense2."
        },
        {
            "[Input(4)] [Dense(4)] [[|Dense(4, tiedTo: \"Dense1\")|]]",
            "ESP0257",
            "Dense2 is tied to Dense1, which is no [Embedding]. Name an [Embedding], or remove tiedTo. Trace: Input 4 → Dense2."
        },
        {
            "[Tokens(4, 9)] [Embedding(3)] [[|Dense(9, tiedTo: \"Embeding1\")|]]",
            "ESP0304",
            "Dense1 reads \"Embeding1\", but no line above bears that name: did you mean \"Embedding1\"?"
        },
        {
            "[Input(6, 4, lengths: true)] [Dense(4)] [[|BatchNorm|]] [LastStep]",
            "ESP0255",
            "BatchNorm1 takes statistics over all steps, also those beyond a sample's length. Use [LayerNorm] or [RMSNorm], which take each step by itself, or leave lengths: true out. Trace: Input 6×4 → BatchNorm1."
        },
        {
            "[Input(6, 4, lengths: true)] [[|GroupNorm(2)|]] [LastStep]",
            "ESP0255",
            "GroupNorm1 normalises over all steps together, also those beyond a sample's length. Use [LayerNorm] or [RMSNorm], which take each step by itself, or leave lengths: true out. Trace: Input 6×4 → GroupNorm1."
        },
        {
            "[Input(6, 4, lengths: true)] [[|Conv1D(4, kernel: 2, stride: 2)|]] [LastStep]",
            "ESP0255",
            "Conv1 gives a step for every 2 that it reads, and a sample's length counts those that it reads. Use Padding.Same or Padding.Causal and stride: 1, or leave lengths: true out. Trace: Input 6×4 → Conv1."
        },
        {
            "[Input(6, 4, lengths: true)] [[|Conv1D(4, kernel: 3)|]] [LastStep]",
            "ESP0255",
            "Conv1 gives 2 fewer steps than it reads, and a sample's length counts those that it reads. Use Padding.Same or Padding.Causal and stride: 1, or leave lengths: true out. Trace: Input 6×4 → Conv1."
        },
        {
            "[Input(6, 4, lengths: true)] [Tap(\"a\")] [Dense(4)] [[|Concat(Axis.Steps, \"a\")|]] [LastStep]",
            "ESP0255",
            "Concat1 puts sequences one behind the other, so that steps beyond a sample's length stand in the middle. Join their features with Axis.Channels, or vectors made of them by [LastStep] or [MeanOverSteps], or leave lengths: true out. Trace: Input 6×4 → Concat1."
        },
        {
            "[Input(6, 4, lengths: true)] [[|Slice(0, 3, Axis.Steps)|]] [LastStep]",
            "ESP0255",
            "Slice1 keeps some steps of its sequence, and a sample's length counts all. Give shorter lengths, or leave lengths: true out. Trace: Input 6×4 → Slice1."
        },
        {
            "[Input(6, 4, lengths: true)] [[|MaxPool1D(2)|]] [LastStep]",
            "ESP0255",
            "Pool1 takes all steps of its sequence together, also those beyond a sample's length. Use layers that know lengths, such as [LastStep], [MeanOverSteps] or [GlobalMaxPool1D], or leave lengths: true out. Trace: Input 6×4 → Pool1."
        },
        { "[Input(6, 4)] [[|MultiHeadAttention(2, dropout: 1)|]]", "ESP0208", "Attention1 has dropout 1, but dropout must be a number of at least 0 and below 1." },
        { "[Input(6, 4)] [[|MultiHeadAttention(0)|]]", "ESP0207", "Attention1 has heads 0, but heads must be at least 1." },
        { "[Input(4)] [[|RepeatSteps(0)|]]", "ESP0207", "RepeatSteps1 has steps 0, but steps must be at least 1." },
        {
            "[Input(4)] [[|LastStep|]]",
            "ESP0211",
            "LastStep1 needs a sequence (steps, features), but a vector of 4 reaches it. Put [LastStep] above the layer that flattened the sequence, or declare [Input(steps, features)]. Trace: Input 4 → LastStep1."
        },
        { "[[|Tokens(0, 20)|]] [Embedding(4)]", "ESP0207", "Tokens has steps 0, but steps must be at least 1." },
        { "[[|Tokens(8, 0)|]] [Embedding(4)]", "ESP0207", "Tokens has vocabulary 0, but vocabulary must be at least 1." },
        { "[Tokens(8, 20)] [[|Embedding(0)|]]", "ESP0207", "Embedding1 has size 0, but size must be at least 1." },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;", (id, message));

    /// <summary>What takes each step by itself, knows lengths, or finds beyond a length what lies beyond the end.</summary>
    [Fact]
    public void Many_layers_know_lengths() => Expect.Diagnostics(
        """
        using Espalier;
        [Network, Input(6, 4, lengths: true, Name = "in"), Lstm(4, bidirectional: true, layers: 2), Conv1D(8, kernel: 3, padding: Padding.Same), Conv1D(8, kernel: 3, padding: Padding.Causal, dilation: 2), Tap("a")]
        [LayerNorm, RMSNorm, LocalResponseNorm(3), BatchNorm(useRunningStatistics: true), Dropout2D(0.1f), Add("a"), Concat("a"), Slice(0, 8, Axis.Features), Gru(3), Tap("b")]
        [GlobalMaxPool1D(Name = "c"), GlobalAveragePool1D(From = "b"), Concat("c"), Dense(2), SoftmaxCrossEntropy]
        public sealed partial class Net;
        [Network, Tokens(6, 4, lengths: true), Embedding(4), Gru(4, stateful: true), LogSoftmax, KullbackLeibler]
        public sealed partial class Chunks;
        [Network, Tokens(6, 4, lengths: true), Embedding(4), Rnn(4), Dense(4, tiedTo: "Embedding1"), SoftmaxCrossEntropy(ignored: -1, classWeights: new float[] { 1, 2, 3, 4 })]
        public sealed partial class Letters;
        """);

    /// <summary>The layer that leaves out steps has a name, which a line cannot have, too.</summary>
    [Fact]
    public void The_name_of_the_layer_that_leaves_out_steps_is_taken() => Expect.Diagnostics(
        "using Espalier;\n[Network, Input(6, 4, lengths: true), Conv1D(4, kernel: 3, padding: Padding.Same), [|Dense(4, Name = \"Conv1Counted\")|], LastStep] public sealed partial class Net;",
        ("ESP0322", "Conv1 and Conv1Counted would both be called Conv1Counted in code, where the dots of names become underscores. Give one of them another Name."));

    /// <summary>A shortcut around layers of a sequence is a sum like any other.</summary>
    [Fact]
    public void A_shortcut_works_on_sequences() => Expect.Diagnostics(
        "using Espalier;\n[Network, Input(6, 4), Tap(\"in\"), LayerNorm, MultiHeadAttention(2), Shortcut(\"in\"), LastStep, Dense(2)] public sealed partial class Net;");

    /// <summary>One mistake stays one error: what calls the network with tokens compiles.</summary>
    [Fact]
    public void A_network_with_errors_keeps_its_methods_for_tokens() => Expect.Diagnostics(
        """
        using Espalier;
        [Network, Tokens(8, 20), Embedding(4), [|Dense(0)|], SoftmaxCrossEntropy]
        public sealed partial class Net
        {
            public static void Use(Net net, Session session, int[] tokens, byte[] bytes, float[] scores, int[] labels)
            {
                net.Predict(tokens, scores);
                net.Predict(bytes, scores);
                session.Step(tokens, labels);
                session.Step(bytes, bytes);
                session.Forward(tokens);
            }
        }
        """,
        ("ESP0207", "Dense1 has units 0, but units must be at least 1."));
}
