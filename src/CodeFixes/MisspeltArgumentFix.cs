using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Espalier.CodeFixes.Foreign;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// CS0246 and CS1739 under an argument of one of Espalier's attributes, or of one derived from them: writes the nearest name
/// that the attribute knows, as an option (<c>kernel:</c>) or a property (<c>Name =</c>), whichever it is.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MisspeltArgumentFix)), Shared]
public sealed class MisspeltArgumentFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CS0246", "CS1739"];

    /// <summary>None: each name is a slip of its own.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root
            && root.FindNode(context.Span).FirstAncestorOrSelf<AttributeArgumentSyntax>() is { Parent.Parent: AttributeSyntax attribute } argument
            && Name(argument) is { } name && name.Span == context.Span
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && Nearest(model, attribute, argument, name.Identifier.ValueText, context.CancellationToken) is { } written)
        {
            var span = TextSpan.FromBounds(argument.SpanStart, argument.Expression.SpanStart);
            context.RegisterCodeFix(
                CodeAction.Create("Use " + written, token => ApplyAsync(context.Document, new TextChange(span, written + " "), token), nameof(MisspeltArgumentFix)),
                context.Diagnostics);
        }
    }

    private static IdentifierNameSyntax? Name(AttributeArgumentSyntax argument) => argument.NameColon?.Name ?? argument.NameEquals?.Name;

    /// <summary>"kernel:" or "Name ="; null where nothing comes near, or where it could not stand in that place.</summary>
    private static string? Nearest(SemanticModel model, AttributeSyntax attribute, AttributeArgumentSyntax argument, string name, CancellationToken cancellation)
    {
        if (model.GetTypeInfo(attribute, cancellation).Type is not INamedTypeSymbol type || !IsEspaliers(type))
        {
            return null;
        }

        // Options stand before properties.
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList!.Arguments;
        int position = arguments.IndexOf(argument);
        HashSet<string> given = [.. arguments.Select(Name).OfType<IdentifierNameSyntax>().Select(other => other.Identifier.ValueText)];
        string[] options = arguments.Take(position).All(other => other.NameEquals is null)
            ? [.. type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Where(parameter => !parameter.IsParams).Select(parameter => parameter.Name).Distinct().Except(given)]
            : [];
        string[] properties = arguments.Skip(position + 1).All(other => other.NameEquals is not null) ? [.. Properties(type).Except(given)] : [];

        // The form in which it was written comes first.
        IEnumerable<string> known = argument.NameEquals is null ? options.Concat(properties) : properties.Concat(options);
        return ForeignNames.Nearest(name, known) is not { } nearest ? null : properties.Contains(nearest) ? nearest + " =" : nearest + ":";
    }

    private static IEnumerable<string> Properties(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type; ancestor is not null && ancestor.SpecialType != SpecialType.System_Object; ancestor = ancestor.BaseType)
        {
            foreach (IPropertySymbol property in ancestor.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public, IsStatic: false })
                {
                    yield return property.Name;
                }
            }
        }
    }

    private static bool IsEspaliers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.ContainingNamespace is { Name: "Espalier", ContainingNamespace.IsGlobalNamespace: true })
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<Document> ApplyAsync(Document document, TextChange change, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(change));
    }
}
