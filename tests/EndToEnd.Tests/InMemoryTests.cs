using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Espalier.EndToEnd.Tests.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.EndToEnd.Tests;

/// <summary>Declarations as text: generated, compiled, loaded, run, and unloaded.</summary>
[Collection(nameof(Alone))]
public sealed class InMemoryTests
{
    [Fact]
    public void A_load_context_with_a_trained_network_unloads()
    {
        WeakReference context = TrainAndLeave();
        for (int i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.False(context.IsAlive, "Something static holds the network.");
    }

    [Theory]
    [InlineData("using Espalier;\n[Network, Input(3), Dense(2)] partial class Net;", "Net")]
    [InlineData("using Espalier;\nnamespace A.B;\n[Network, Input(3), Dense(2)] internal sealed partial class Net;", "A.B.Net")]
    [InlineData("using Espalier;\nnamespace A { public partial class Outer { public partial struct Middle { [Network, Input(3), Dense(2)] internal partial class Net; } } }", "A.Outer+Middle+Net")]
    [InlineData("using Espalier;\nnamespace A;\ninternal partial record Outer { [Network, Input(3), Dense(2)] private sealed partial class Net; }", "A.Outer+Net")]
    [InlineData("namespace A;\n[Espalier.Network, Espalier.Input(3), Espalier.Dense(2)] public partial class @event;", "A.event")]
    [InlineData("using Espalier;\nnamespace A;\n[Network, Input(3), Dense(2)] public abstract partial class Net;", null)]
    [InlineData("using N = Espalier.NetworkAttribute;\nusing I = Espalier.InputAttribute;\nusing D = Espalier.DenseAttribute;\n[N, I(3), D(2)] public partial class Net;", "Net")]
    [InlineData("using Espalier;\n#nullable disable\n[Network, Input(3), Dense(2)] public partial class Net;", "Net")]
    public void Classes_in_all_places(string source, string? name)
    {
        if (name is null)
        {
            Assert.Contains(InMemory.Diagnose(source), diagnostic => diagnostic.Id.StartsWith("ESP", StringComparison.Ordinal));
            return;
        }

        using InMemory compiled = InMemory.Compile(source);
        Network network = Networks.Create(compiled.Type(name), 1);
        Assert.Equal(2, network.Predict([1, 2, 3]).Length);
    }

    /// <summary>Types and members of the user that bear the names that generated code uses.</summary>
    [Theory]
    [InlineData("public static class Dense { } public static class Conv2D { } public class Network { } public class Part { } public class Optimizer { }")]
    [InlineData("public class System { } public class Span { } public class ReadOnlySpan { } public class Math { } public class Espalier { }")]
    [InlineData("public class NetworkParameters { } public class TensorView { } public class Session { } public class ClassificationSession { } public class Plan { }")]
    public void Names_of_the_user_do_not_shadow_those_of_the_runtime(string types)
    {
        using InMemory compiled = InMemory.Compile(
            "using global::Espalier;\nnamespace Shadows;\n" + types
            + "\n[global::Espalier.Network, Input(1, 4, 4), Conv2D(2, kernel: 3), ReLU, Dense(3), SoftmaxCrossEntropy] public partial class Net;");
        ReferenceCheck.Run(compiled.Type("Shadows.Net"), batch: 2, seed: 1);
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Generated_text_is_the_same_under_any_culture(string culture)
    {
        const string Source = """
            using Espalier;
            [Network]
            [Input(2, 9, 9)]
            [Conv2D(3, kernel: 3, padding: 1)] [BatchNorm(epsilon: 1.5e-5f, momentum: 0.125f)] [LeakyReLU(0.3f)] [Dropout(0.25f)]
            [MaxPool2D(3, stride: 2)] [Dense(7)] [Sigmoid] [Dense(4)] [SoftmaxCrossEntropy]
            public partial class Iris;
            """;
        IReadOnlyList<(string, string)> expected = InMemory.Generate(Source);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, InMemory.Generate(Source));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("[Network, Input(1, 4, 4), Conv2D(32, kernel: 5), Dense(2)] partial class Net;", "5×5")]
    [InlineData("[Network, Dense(2)] partial class Net;", "Net")]
    [InlineData("[Network, Input(3)] partial class Net;", "Net")]
    [InlineData("[Network, Input(3), Dense(0)] partial class Net;", "units")]
    [InlineData("[Network, Input(3), Dense(-4)] partial class Net;", "-4")]
    [InlineData("[Network, Input(3), Dense(2), MeanSquaredError, ReLU] partial class Net;", "MeanSquaredError")]
    [InlineData("[Network, Input(3), Dense(2, From = \"Nowhere\")] partial class Net;", "Nowhere")]
    [InlineData("[Network, Input(3), Dense(2, Name = \"A\"), Dense(2, Name = \"A\")] partial class Net;", "A")]
    [InlineData("[Network, Input(3), Dense(4), Tap(\"a\"), Dense(2), Add(\"a\")] partial class Net;", "4")]
    [InlineData("[Network, Input(3), Dense(2, From = \"Late\"), Dense(2, Name = \"Late\")] partial class Net;", "Late")]
    [InlineData("[Network, Input(60000, 60000, 3), Dense(2)] partial class Net;", "60000")]
    [InlineData("[Network, Input(50000), Dense(50000), Dense(2)] partial class Net;", "50")]
    [InlineData("[Network, Input(3), Dense(2)] class Net;", "partial")]
    [InlineData("[Network, Input(3), Dense(2)] static partial class Net;", "static")]
    [InlineData("[Network, Input(3), Dense(2)] partial class Net<T>;", "generic")]
    [InlineData("class Outer { [Network, Input(3), Dense(2)] partial class Net; }", "partial")]
    [InlineData("[Network, Input(3)] partial class Net; [Dense(2)] partial class Net;", "part")]
    [InlineData("[Network, Input(1, 5, 5), MaxPool2D(2), Dense(2)] partial class Net;", "2")]
    [InlineData("[Network, Input(3), Dense(2), Dropout(1f)] partial class Net;", "1")]
    [InlineData("[Network, Input(4, 4, 4), Conv2D(6, kernel: 3, groups: 4), Dense(2)] partial class Net;", "4")]
    public void An_impossible_declaration_is_one_error_of_ours_and_none_of_the_compiler_s(string declaration, string named)
    {
        // A class that can have a generated part keeps its surface, so that code which uses the network adds no error.
        string user = declaration.EndsWith("] partial class Net;", StringComparison.Ordinal)
            ? "internal static class User { static void Use(Net net) { net.Predict(new float[1], new float[1]); net.StartTraining(new Sgd(0.1f), 1).Dispose(); } }"
            : "";
        IReadOnlyList<Diagnostic> diagnostics = InMemory.Diagnose("using Espalier;\nnamespace A;\n" + declaration + "\n" + user);
        Diagnostic[] errors = [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length == 1, string.Join('\n', errors.Select(error => error.ToString())));
        Assert.StartsWith("ESP", errors[0].Id, StringComparison.Ordinal);
        Assert.Contains(named, errors[0].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference TrainAndLeave()
    {
        using InMemory compiled = InMemory.Compile("""
            using Espalier;
            namespace Gone;
            [Network, Input(1, 6, 6), Conv2D(3, kernel: 3), BatchNorm, ReLU, Dropout(0.2f), Dense(4), SoftmaxCrossEntropy]
            public sealed partial class Net;
            public static class Program
            {
                public static float Run()
                {
                    var net = new Net(1);
                    float[] input = new float[5 * 36];
                    for (int i = 0; i < input.Length; i++) input[i] = i % 7 - 3;
                    int[] labels = { 0, 1, 2, 3, 0 };
                    float loss = 0;
                    using (var session = net.StartTraining(new Adam(0.01f), batchSize: 5, threads: 2))
                        for (int i = 0; i < 60; i++) loss = session.Step(input, labels);
                    float[] scores = new float[20];
                    net.Predict(input, scores);
                    return loss;
                }
            }
            """);
        float loss = (float)compiled.Type("Gone.Program").GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null)!;
        Assert.True(loss < 0.5f, "The loss is " + loss + ".");
        return compiled.Context;
    }
}
