using Espalier.CodeFixes;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.CodeFixes;

/// <summary>The same fix of every diagnostic of a file, at once.</summary>
public class FixAllTests
{
    [Fact]
    public Task Names() => CheckAsync(new RenameFix(), "ESP0304", "Read \"stem\"",
        """
        using Espalier;

        [Network]
        [Input(4)]
        [Dense(4, Name = "stem")]
        [ReLU] [Add("stam")]
        [Tanh] [Add("stme")] // again
        public sealed partial class Net;
        """,
        """
        using Espalier;

        [Network]
        [Input(4)]
        [Dense(4, Name = "stem")]
        [ReLU] [Add("stem")]
        [Tanh] [Add("stem")] // again
        public sealed partial class Net;
        """);

    [Fact]
    public Task Rounding() => CheckAsync(new ChangeOptionFix(), "ESP0202", "Use rounding: Rounding.Floor (→ 8×6×6)",
        """
        using Espalier;

        [Network] [Input(8, 13, 13)] [MaxPool2D(2)] [Dense(2)] partial class One;
        [Network] [Espalier.Input(8, 13, 13)] [Espalier.MaxPool2D(2, Name = "pool")] [Espalier.Dense(2)] partial class Two;
        """,
        """
        using Espalier;

        [Network] [Input(8, 13, 13)] [MaxPool2D(2, rounding: Rounding.Floor)] [Dense(2)] partial class One;
        [Network] [Espalier.Input(8, 13, 13)] [Espalier.MaxPool2D(2, rounding: Espalier.Rounding.Floor, Name = "pool")] [Espalier.Dense(2)] partial class Two;
        """);

    [Fact]
    public Task Layers_that_nobody_reads() => CheckAsync(new RemoveLayerFix(), "ESP0501", "Remove ReLU1",
        """
        using Espalier;

        [Network]
        [Input(4)]
        [Dense(4)] [Tanh(Name = "a")]
        [ReLU]
        [Dense(4, From = "a")] [Sigmoid(Name = "b")]
        [Tanh]
        [Dense(2, From = "b")]
        public sealed partial class Net;
        """,
        """
        using Espalier;

        [Network]
        [Input(4)]
        [Dense(4)] [Tanh(Name = "a")]
        [Dense(4, From = "a")] [Sigmoid(Name = "b")]
        [Dense(2, From = "b")]
        public sealed partial class Net;
        """);

    [Fact]
    public Task Modifiers() => CheckAsync(new ChangeModifierFix(), "ESP0107", "Remove 'abstract'",
        "using Espalier;\n[Network] [Input(4)] [Dense(2)] public abstract partial class One;\n[Network] [Input(4)] [Dense(2)] abstract partial class Two;",
        "using Espalier;\n[Network] [Input(4)] [Dense(2)] public partial class One;\n[Network] [Input(4)] [Dense(2)] partial class Two;");

    [Fact]
    public Task Networks() => CheckAsync(new AddNetworkFix(), "ESP0111", "Add [Network]",
        "using Espalier;\n\n/// <summary>One.</summary>\n[Input(4)]\n[Dense(2)]\npublic sealed class One;\n\n[Input(4)] [Dense(2)] partial class Two;",
        "using Espalier;\n\n/// <summary>One.</summary>\n[Network]\n[Input(4)]\n[Dense(2)]\npublic sealed partial class One;\n\n[Network]\n[Input(4)] [Dense(2)] partial class Two;");

    [Fact]
    public void Every_id_that_is_remedied_is_one() => Assert.All(
        Editor.Providers.SelectMany(provider => provider.FixableDiagnosticIds).Where(id => id.StartsWith("ESP", StringComparison.Ordinal)),
        id => Assert.Contains(Espalier.Generator.Diagnostics.Descriptors.All, descriptor => descriptor.Id == id));

    private static async Task CheckAsync(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider provider, string id, string title, string before, string after)
    {
        Diagnostic[] diagnostics = [.. InMemory.Analyze(before).Where(diagnostic => diagnostic.Id == id)];
        Assert.True(diagnostics.Length > 1);

        string text = await Editor.FixAllAsync(before, provider, diagnostics, title);

        Assert.Equal(after, text);
        Assert.Empty(InMemory.Analyze(text));
        Assert.Empty(InMemory.Generate(text).CompilerDiagnostics);
    }
}
