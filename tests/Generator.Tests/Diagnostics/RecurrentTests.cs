using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Mistakes in recurrent layers: where they are shown and what they say.</summary>
public class RecurrentTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        { "[Input(20, 8)] [[|Lstm(0)|]]", "ESP0207", "Lstm1 has hidden 0, but hidden must be at least 1." },
        { "[Input(20, 8)] [[|Lstm(4, layers: 65)|]]", "ESP0208", "Lstm1 has layers 65, but layers must be 1 to 64." },
        { "[Input(20, 8)] [[|Gru(4, layers: 0)|]]", "ESP0208", "Gru1 has layers 0, but layers must be 1 to 64." },
        { "[Input(20, 8)] [[|Gru(4, layers: 2, dropout: 1f)|]]", "ESP0208", "Gru1 has dropout 1, but dropout must be a number of at least 0 and below 1." },
        { "[Input(20, 8)] [[|Rnn(4, (Nonlinearity)7)|]]", "ESP0208", "Rnn1 has nonlinearity 7, but nonlinearity must be a member of Nonlinearity." },
        {
            "[Input(20, 8)] [[|Lstm(32, dropout: 0.2f)|]] [Dense(4)]",
            "ESP0170",
            "Lstm1 has dropout: 0.2, which acts between its layers, but it has a single one. Use layers: 2 or more, or [Dropout(0.2f)] below Lstm1."
        },
        {
            "[Input(20, 8)] [[|Gru(4, bidirectional: true, stateful: true)|]]",
            "ESP0171",
            "Gru1 is stateful and bidirectional: its second direction begins at the end of a sequence, which the chunk before has not seen. Leave stateful or bidirectional out."
        },
        {
            "[Input(4, Name = \"first\")] [Input(20, 8, Name = \"x\")] [[|Lstm(4, cell: \"first\", stateful: true)|]]",
            "ESP0172",
            "Lstm1 is stateful and has cell: \"first\": it cannot start from where the chunk before ended and from first as well. Leave stateful or cell out."
        },
        {
            "[Input(64)] [[|Gru(4)|]]",
            "ESP0211",
            "Gru1 needs a sequence (steps, features), but a vector of 64 reaches it. Put [Gru] above the layer that flattened the sequence, or declare [Input(steps, features)]. Trace: Input 64 → Gru1."
        },
        {
            "[Input(10)] [Dense(32)] [Tanh(Name = \"first\")] [Input(20, 8, Name = \"x\")] [[|Gru(32, layers: 2, state: \"first\")|]]",
            "ESP0245",
            "Gru1 has state: \"first\", which is a vector of 32, but the state must be a vector of 64 values (2 layers · 32 hidden). Put [Dense(64)] between them."
        },
        {
            "[Input(5, 3, Name = \"first\")] [Input(20, 8, Name = \"x\")] [[|Lstm(15, cell: \"first\")|]]",
            "ESP0245",
            "Lstm1 has cell: \"first\", which is a sequence of 5×3, but the state must be a vector of 15 values. Put [Dense(15)] between them."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string layers, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n[Network]\n" + layers + "\npublic sealed partial class Net;\n", (id, message));
}
