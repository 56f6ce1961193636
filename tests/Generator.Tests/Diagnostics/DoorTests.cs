using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>What comes in and goes out: pixels, standardisation, labels of enums.</summary>
public class DoorTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(4)] [Dense(3)] [[|SoftmaxCrossEntropy<Gappy>|]]",
            "ESP0140",
            "Gappy cannot be the labels of [SoftmaxCrossEntropy]: its members are 1, 2, 4, but labels are 0, 1, 2, … without gaps. Renumber the members, or leave '<Gappy>' out and use numbers."
        },
        {
            "[Input(4)] [Dense(3)] [[|MulticlassHinge<Empty>|]]",
            "ESP0140",
            "Empty cannot be the labels of [MulticlassHinge]: its members are none, but labels are 0, 1, 2, … without gaps. Renumber the members, or leave '<Empty>' out and use numbers."
        },
        {
            "[Input(4)] [Dense(3)] [[|SoftmaxCrossEntropy<Hidden>|]]",
            "ESP0141",
            "Hidden cannot be the labels of [SoftmaxCrossEntropy]: Classify and Step of Net, which is public, would have it in their signatures, and Hidden is internal. Make Hidden as visible as Net."
        },
        {
            "[Input(5)] [Dense(4)] [[|SoftmaxCrossEntropy<Animal>|]]",
            "ESP0235",
            "Loss has the labels of Animal, which has 3 members, but Dense1 gives 4 scores: each label needs a score of its own. Let Dense1 give 3, or use an enum of 4. Trace: Input 5 → Dense1 4 → Loss."
        },
        {
            "[[|Input(4, 8, 8, Pixels.Rgba8)|]] [Dense(4)]",
            "ESP0236",
            "Input has pixels: Pixels.Rgba8, which have 3 channels, but channels is 4. Use channels: 3, or other pixels."
        },
        {
            "[[|Input(1, 8, 8, Pixels.Gray8)|]] [Dense(8, Name = \"seen\")] [Input(4, Name = \"hints\")] [Dense(8)] [Add(\"seen\")]",
            "ESP0410",
            "Input has pixels: Pixels.Gray8 beside another input: prediction from bytes is for networks with one input. Leave pixels out."
        },
        {
            "[Input(3, 8, 8)] [Conv2D(8, kernel: 3)] [[|Standardize(0.5f, 0.25f)|]] [Dense(4)]",
            "ESP0331",
            "Standardize1 prepares samples as they come in and must stand right under an [Input], but it reads Conv1: move it up."
        },
        {
            "[Input(3, 8, 8)] [[|Standardize(mean: [1, 2], deviation: [1, 2, 3])|]] [Dense(4)]",
            "ESP0210",
            "Standardize1 has 2 numbers in mean, but mean is one number, or one for each of the 3 channels."
        },
        {
            "[Input(3)] [[|Standardize(mean: 1, deviation: 0)|]] [Dense(4)]",
            "ESP0208",
            "Standardize1 has deviation 0, but deviation must be a finite number above 0."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message) => Expect.Diagnostics(
        "using Espalier;\npublic enum Gappy { A = 1, B = 2, C = 4 } public enum Empty; internal enum Hidden { A, B, C } public enum Animal { Cat, Dog, Horse }\n[Network] "
        + attributes + "\npublic sealed partial class Net;",
        (id, message));

    /// <summary>One mistake stays one error: what would use the network still compiles.</summary>
    [Fact]
    public void A_broken_network_keeps_its_spans()
    {
        Generated generated = InMemory.Generate("""
            using Espalier;
            public enum Animal { Cat, Dog, Horse }
            [Network]
            [Input(3, 8, 8, Pixels.Rgba8)] [Conv2D(4, kernel: 99)]
            [Dense(3)] [SoftmaxCrossEntropy<Animal>]
            public sealed partial class Net;
            [Network]
            [Input(3, Name = "left")] [Dense(4, Name = "a")]
            [Input(3, Name = "right")] [Dense(5)] [Add("a", Name = "sum")]
            [Dense(2)] [SoftmaxCrossEntropy(Name = "kind")]
            [Dense(1, From = "sum")] [MeanSquaredError(Name = "size")]
            public sealed partial class Two;
            static class Use
            {
                static void Nets(Net net, Net.Session session, Two two, Two.Session second)
                {
                    Animal animal = net.Classify(new byte[9], 4);
                    net.Predict(new byte[9], 4, new float[3]);
                    session.Step(new float[9], [animal]);
                    two.Predict(left: new float[3], right: new float[3], kind: new float[2], size: new float[1]);
                    second.Step(left: new float[3], right: new float[3], kind: new int[1], size: new float[1]);
                }
            }
            """);

        Assert.Equal(["ESP0201", "ESP0205"], InMemory.Analyze(generated.Compilation).Select(diagnostic => diagnostic.Id));
        Assert.Empty(generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
    }
}
