using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>What the compiler cannot do, and what it leaves out.</summary>
public class LimitTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(3, 1000, 1000)] [[|Conv2D(4096, kernel: 3)|]] [GlobalAveragePool2D]",
            "ESP0401",
            "Conv1: output 4096×998×998 holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes."
        },
        {
            "[Input(64, 1000, 1000)] [Conv2D(600, kernel: 1)] [Conv2D(600, kernel: 1)] [Conv2D(600, kernel: 1)] [Conv2D(600, kernel: 1)] [GlobalAveragePool2D]",
            "ESP0404",
            "one sample of Net needs more than 2 147 483 591 numbers in memory, the most that an array can hold. Use smaller sizes."
        },
        {
            "[Input(16)] [Tap(\"shortcut\")] [[|Dense(16)|]] [Dense(10, From = \"shortcut\")]",
            "ESP0501",
            "nobody reads Dense1, and the output is Dense2: the layer is left out. Remove it, or join it with From, [Add] or a name."
        },
        {
            "[[|Input(50000, 300, 300)|]] [GlobalAveragePool2D]",
            "ESP0401",
            "Input: output 50000×300×300 holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes."
        },
        {
            "[Input(100000)] [[|Dense(100000)|]]",
            "ESP0401",
            "Dense1: weight [100000, 100000] holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(4, kernel: 1, padding: 2147483647)|]]",
            "ESP0401",
            "Conv1: an image of 4294967302×4294967302 holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(1, kernel: 65536, padding: 40000)|]]",
            "ESP0401",
            "Conv1: weight [1, 1, 65536, 65536] holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message)
    {
        string name = attributes.Contains("[|", StringComparison.Ordinal) ? "Net" : "[|Net|]";
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class " + name + ";", (id, message));
    }
}
