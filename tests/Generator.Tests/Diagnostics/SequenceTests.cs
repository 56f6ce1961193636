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
            "Tokens has a vocabulary of 20000000 tokens; 16 777 216 is the most. Use a smaller one, for example by cutting words into pieces."
        },
        { "[[|Tokens(0, 20)|]] [Embedding(4)]", "ESP0207", "Tokens has steps 0, but steps must be at least 1." },
        { "[[|Tokens(8, 0)|]] [Embedding(4)]", "ESP0207", "Tokens has vocabulary 0, but vocabulary must be at least 1." },
        { "[Tokens(8, 20)] [[|Embedding(0)|]]", "ESP0207", "Embedding1 has size 0, but size must be at least 1." },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;", (id, message));

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
