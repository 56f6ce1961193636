using System.Collections.Immutable;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Fuzz;

/// <summary>A declaration as a project has it: compiled beside what it may refer to, with the weight files that it lists.</summary>
internal sealed class Project
{
    private Project(CSharpCompilation compilation, DrawnFile[] files)
    {
        Compilation = compilation;
        Files = files;
        Texts = [.. files.Select(file => file.ToText())];
    }

    public CSharpCompilation Compilation { get; }

    public IReadOnlyList<DrawnFile> Files { get; }

    /// <summary>What the compiler gets of the files.</summary>
    public ImmutableArray<AdditionalText> Texts { get; }

    public static Project Of(string source) => new(Sources.Compile(Sources.Parse(source)), DrawnFile.Of(source));

    /// <summary>The networks, as parsing reads them.</summary>
    public IEnumerable<NetworkSpec> Specs()
    {
        WeightFile[] files = [.. Texts.Select(text => WeightFiles.Read(text, CancellationToken.None)).OfType<WeightFile>()];
        SyntaxTree tree = Compilation.SyntaxTrees.Single(tree => tree.FilePath == Sources.Path);
        SemanticModel model = Compilation.GetSemanticModel(tree);
        foreach (TypeDeclarationSyntax declaration in tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
        {
            if (model.GetDeclaredSymbol(declaration) is { TypeKind: TypeKind.Class, Name.Length: > 0 } type && NetworkParser.NetworkPart(type, CancellationToken.None) is { } part && part == declaration)
            {
                yield return WeightFiles.Attach(NetworkParser.Parse(type, part, Compilation, CancellationToken.None).Spec, files);
            }
        }
    }
}
