using System.Collections.Immutable;
using System.Globalization;
using Espalier.Generator;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Compiler;

/// <summary>The declarations of tests/EndToEnd.Tests/Architectures, as an editor would have them open.</summary>
internal static class Source
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Espalier.Annotations.dll" or "Espalier.Runtime.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A compilation of one file that declares the network, and of another that does not matter to it.</summary>
    public static CSharpCompilation Compilation(string file) => CSharpCompilation.Create(
        "Architectures",
        [Parse("global using System; global using Espalier;"), Parse(Text(file)), Parse("class Elsewhere { }")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The file with another number of classes in one network, so that nothing of it comes from a cache.</summary>
    public static SyntaxTree Edit(string file, string network, int number)
    {
        string text = Text(file);
        int start = text.LastIndexOf("[Dense(", text.IndexOf("partial class " + network + ";", StringComparison.Ordinal), StringComparison.Ordinal) + "[Dense(".Length;
        int end = start + text[start..].TakeWhile(char.IsAsciiDigit).Count();
        return Parse(text[..start] + (int.Parse(text[start..end], CultureInfo.InvariantCulture) + number).ToString(CultureInfo.InvariantCulture) + text[end..]);
    }

    public static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), ParseOptions);

    public static string Text(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Architectures", file));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions);

    /// <summary>The first stage alone: the attributes of a class become a spec.</summary>
    public static NetworkSpec Spec(CSharpCompilation compilation, string network)
    {
        INamedTypeSymbol type = compilation.GetTypeByMetadataName("Espalier.EndToEnd.Tests.Architectures." + network)
            ?? throw new InvalidOperationException($"There is no {network} among the architectures.");
        TypeDeclarationSyntax part = NetworkParser.NetworkPart(type, CancellationToken.None)!;
        return NetworkParser.Parse(type, part, compilation, CancellationToken.None).Spec;
    }
}
