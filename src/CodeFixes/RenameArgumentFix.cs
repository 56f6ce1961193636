using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;

namespace Espalier.CodeFixes;

/// <summary>
/// ESP0125: gives the property or parameter of a derived attribute the name of the argument that it was meant to set, where
/// it is declared and wherever it is used.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameArgumentFix)), Shared]
public sealed class RenameArgumentFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ESP0125"];

    /// <summary>None: one renaming puts every use right.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (PlacedRemedy remedy in RemedyProperties.Read(diagnostic.Properties).Where(remedy => remedy.Change == Change.RenameMember))
            {
                if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is { } attribute
                    && Member(model, attribute, remedy.Name, context.CancellationToken) is { } member)
                {
                    context.RegisterCodeFix(
                        CodeAction.Create(
                            remedy.Title,
                            token => Renamer.RenameSymbolAsync(context.Document.Project.Solution, member, default, remedy.Value, token),
                            nameof(RenameArgumentFix) + remedy.Value),
                        diagnostic);
                }
            }
        }
    }

    /// <summary>The property or parameter of that name, where the user wrote it.</summary>
    private static ISymbol? Member(SemanticModel model, AttributeSyntax attribute, string name, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(attribute, cancellation).Symbol is not IMethodSymbol constructor)
        {
            return null;
        }

        ISymbol? member = constructor.Parameters.FirstOrDefault(parameter => parameter.Name == name);
        for (INamedTypeSymbol? type = constructor.ContainingType; type is not null && member is null; type = type.BaseType)
        {
            member = type.GetMembers(name).FirstOrDefault();
        }

        return member is { DeclaringSyntaxReferences.Length: > 0 } ? member : null;
    }
}
