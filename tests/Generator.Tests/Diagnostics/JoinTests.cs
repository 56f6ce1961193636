using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Mistakes in joins and in layers that change the shape.</summary>
public class JoinTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(8)] [Tap(\"a\")] [Dense(4)] [[|Subtract(\"a\")|]]",
            "ESP0205",
            "Subtract1 cannot subtract Dense1 (4) and \"a\" (8): their shapes must be equal. Make the layers above end in the same shape. Trace: Input 8 → Dense1 4 → Subtract1."
        },
        {
            "[Input(8, 6, 6)] [Tap(\"image\")] [Flatten] [Dense(4)] [[|Multiply(\"image\")|]]",
            "ESP0205",
            "Multiply1 cannot multiply Dense1 (4) and \"image\" (8×6×6): their shapes must be equal, or the vector must have 8 values, one for each of the channels. Make the layers above end in the same shape. Trace: Input 8×6×6 → Flatten1 288 → Dense1 4 → Multiply1."
        },
        {
            "[Input(5, 8)] [Tap(\"steps\")] [Flatten] [Dense(4)] [[|Add(\"steps\")|]]",
            "ESP0205",
            "Add1 cannot add Dense1 (4) and \"steps\" (5×8): their shapes must be equal, or the vector must have 8 values, one for each of the features. Make the layers above end in the same shape. Trace: Input 5×8 → Flatten1 40 → Dense1 4 → Add1."
        },
        {
            "[Input(8, 6, 6)] [Tap(\"image\")] [Flatten] [Dense(8)] [[|Subtract(\"image\")|]]",
            "ESP0205",
            "Subtract1 cannot subtract Dense1 (8) and \"image\" (8×6×6): their shapes must be equal, since only [Add] and [Multiply] spread a vector over the channels. Make the layers above end in the same shape. Trace: Input 8×6×6 → Flatten1 288 → Dense1 8 → Subtract1."
        },
        {
            "[Input(4)] [[|Multiply|]]",
            "ESP0308",
            "Multiply1 joins nothing: name the outputs to join with the line above, for example [Multiply(\"shortcut\")] with [Tap(\"shortcut\")] further up."
        },
        {
            "[Input(4)] [[|Concat(Axis.Features)|]]",
            "ESP0308",
            "Concat1 joins nothing: name the outputs to join with the line above, for example [Concat(\"shortcut\")] with [Tap(\"shortcut\")] further up."
        },
        {
            "[Input(3, 8, 8)] [Tap(\"a\")] [Conv2D(5, kernel: 3)] [[|Concat(\"a\")|]]",
            "ESP0226",
            "Concat1 cannot put Conv1 (5×6×6) and \"a\" (3×8×8) side by side along Axis.Channels: they must have the same number of rows and columns, but have 6 and 8 rows, and 6 and 8 columns. Bring them to one size above, for example with [Pad] or [Slice]. Trace: Input 3×8×8 → Conv1 5×6×6 → Concat1."
        },
        {
            "[Input(4, 6)] [Tap(\"a\")] [Slice(2, 3)] [[|Concat(Axis.Steps, \"a\")|]]",
            "ESP0226",
            "Concat1 cannot put Slice1 (4×3) and \"a\" (4×6) side by side along Axis.Steps: they must have the same number of features, but have 3 and 6. Bring them to one size above, for example with [Pad] or [Slice]. Trace: Input 4×6 → Slice1 4×3 → Concat1."
        },
        {
            "[Input(3, 8, 8)] [Tap(\"a\")] [Dense(5)] [[|Concat(\"a\")|]]",
            "ESP0226",
            "Concat1 cannot put Dense1 (5) and \"a\" (3×8×8) side by side along Axis.Features: a vector and an image do not go together. Put [Flatten] or [Reshape] above one of them. Trace: Input 3×8×8 → Dense1 5 → Concat1."
        },
        {
            "[Input(4, 6)] [Tap(\"a\")] [Tanh] [[|Concat(Axis.Rows, \"a\")|]]",
            "ESP0222",
            "Concat1 asks for Axis.Rows, but a sequence of 4×6 reaches it. Use Axis.Steps or Axis.Features. Trace: Input 4×6 → Concat1."
        },
        {
            "[Input(9)] [[|Slice(2, 3, Axis.Columns)|]]",
            "ESP0222",
            "Slice1 asks for Axis.Columns, but a vector of 9 reaches it. Use Axis.Features. Trace: Input 9 → Slice1."
        },
        {
            "[Input(3, 8, 8)] [[|Slice(2, axis: Axis.Steps)|]]",
            "ESP0222",
            "Slice1 asks for Axis.Steps, but an image of 3×8×8 reaches it. Use Axis.Channels, Axis.Rows or Axis.Columns. Trace: Input 3×8×8 → Slice1."
        },
        {
            "[Input(9)] [[|Slice(6, 4)|]]",
            "ESP0223",
            "Slice1 takes 4 features from number 6 on, but there are 9, counted from 0 to 8. Use a length of at most 3, or none for all up to the end. Trace: Input 9 → Slice1."
        },
        {
            "[Input(3, 8, 8)] [[|Slice(8, axis: Axis.Rows)|]]",
            "ESP0223",
            "Slice1 takes all rows from number 8 on, but there are 8, counted from 0 to 7. Use a start of at most 7. Trace: Input 3×8×8 → Slice1."
        },
        { "[Input(9)] [[|Slice(-1)|]]", "ESP0207", "Slice1 has start -1, but start must be at least 0." },
        { "[Input(9)] [[|Slice(0, -2)|]]", "ESP0207", "Slice1 has length -2, but length must be at least 0." },
        {
            "[Input(3, 8, 8)] [[|Transpose|]]",
            "ESP0211",
            "Transpose1 needs a sequence (steps, features), but an image of 3×8×8 reaches it. Put [Reshape(steps, features)] above it, or declare [Input(steps, features)]. Trace: Input 3×8×8 → Transpose1."
        },
        {
            "[Input(24)] [[|Reshape(2, 3, 5)|]]",
            "ESP0225",
            "Reshape1 cannot make 2×3×5 out of 24: that would take 30 values, and there are 24. Use 4 in the last place, or −1 there to have it computed. Trace: Input 24 → Reshape1."
        },
        {
            "[Input(24)] [[|Reshape(7, 3)|]]",
            "ESP0225",
            "Reshape1 cannot make 7×3 out of 24: that would take 21 values, and there are 24. Use sizes whose product is 24. Trace: Input 24 → Reshape1."
        },
        {
            "[Input(24)] [[|Reshape(-1, 7)|]]",
            "ESP0225",
            "Reshape1 cannot make -1×7 out of 24: 24 is no multiple of 7. Use sizes whose product is 24. Trace: Input 24 → Reshape1."
        },
        { "[Input(24)] [[|Reshape(0, 7)|]]", "ESP0207", "Reshape1 has steps 0, but steps must be at least 1." },
        { "[Input(4)] [[|Pad(-1)|]]", "ESP0207", "Pad1 has padding -1, but padding must be at least 0." },
        { "[Input(4)] [[|Pad(1, value: float.NaN)|]]", "ESP0208", "Pad1 has value NaN, but value must be a finite number." },
        { "[Input(4)] [[|Pad([1, 2, 3, 4])|]]", "ESP0210", "Pad1 has 4 numbers in padding, but padding is [before, after]." },
        { "[Input(1, 4, 4)] [[|Pad([1, 2, 3])|]]", "ESP0210", "Pad1 has 3 numbers in padding, but padding is [vertical, horizontal] or [top, bottom, left, right]." },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) =>
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;", (id, message));

    [Fact]
    public void Sizes_beyond_what_can_be_held_are_one_error() => Expect.Diagnostics(
        "using Espalier;\n[Network, Input(3), [|Pad(2000000000)|]] public sealed partial class Net;",
        ("ESP0401", "Pad1: size 4000000003 holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes."));
}
