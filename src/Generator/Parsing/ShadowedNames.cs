using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Generator.Parsing;

/// <summary>
/// Which of the names in <see cref="KnownNames.Runtime"/> would mean something else in the generated part of a class:
/// a member of it or of a type around it, a type or namespace on the way out to the global namespace, or something that
/// is imported for the whole project. It may name one too many, as the user's file can import what the generated file
/// does not: that one is then only written longer.
/// </summary>
internal static class ShadowedNames
{
    public static IEnumerable<string> Find(
        INamedTypeSymbol type,
        HashSet<string> ownNames,
        TypeDeclarationSyntax part,
        Compilation compilation,
        CancellationToken cancellation)
    {
        HashSet<string> aroundNames = [.. NamesOfContainers(type)];
        ImmutableArray<IImportScope> imports = compilation.GetSemanticModel(part.SyntaxTree).GetImportScopes(part.SpanStart, cancellation);
        HashSet<string> aliases = [.. imports.SelectMany(scope => scope.Aliases).Select(alias => alias.Name)];
        ImmutableArray<INamespaceOrTypeSymbol> imported = [.. imports.SelectMany(scope => scope.Imports).Select(import => import.NamespaceOrType)];
        foreach (KeyValuePair<string, string> known in KnownNames.Runtime)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ownNames.Contains(known.Key)
                || aroundNames.Contains(known.Key)
                || HidesOnTheWayOut(type, known.Key, known.Value)
                || aliases.Contains(known.Key)
                || imported.Any(import => import.GetTypeMembers(known.Key).Any(found => IsOther(found, known.Value))))
            {
                yield return known.Key;
            }
        }
    }

    private static IEnumerable<string> NamesOfContainers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            yield return container.Name;
            foreach (ISymbol member in UserCode.Members(container).Concat(InheritedMembers(container)))
            {
                yield return member.Name;
            }
        }
    }

    // A container that is a network itself has its base class from us, and the generator does not see it.
    private static IEnumerable<ISymbol> InheritedMembers(INamedTypeSymbol container)
    {
        for (INamedTypeSymbol? ancestor = container.BaseType; ancestor is not null && !EspalierTypes.Is(ancestor, KnownNames.Network); ancestor = ancestor.BaseType)
        {
            foreach (ISymbol member in ancestor.GetMembers())
            {
                yield return member;
            }
        }
    }

    private static bool HidesOnTheWayOut(INamedTypeSymbol type, string name, string home)
    {
        for (INamespaceSymbol? space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space.GetMembers(name).Any(found => IsOther(found, home)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOther(ISymbol found, string home) =>
        found.ContainingNamespace?.ToDisplayString() != home || found.ContainingType is not null;
}
