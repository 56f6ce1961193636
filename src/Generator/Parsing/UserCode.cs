using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Generator.Parsing;

/// <summary>
/// What the user wrote of a type. The generator sees a compilation without its own output and the analyzer one with it;
/// both must see the same declaration.
/// </summary>
internal static class UserCode
{
    private static readonly string GeneratedFolder = typeof(NetworkGenerator).FullName;

    /// <summary>The parts of the type that the user wrote.</summary>
    public static IEnumerable<TypeDeclarationSyntax> Parts(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences
            .Where(reference => !IsGenerated(reference.SyntaxTree))
            .Select(reference => reference.GetSyntax(cancellation))
            .OfType<TypeDeclarationSyntax>();

    /// <summary>The members that the user wrote and that can be called by name.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type) =>
        type.GetMembers().Where(member =>
            !member.IsImplicitlyDeclared
            && member.CanBeReferencedByName
            && member is not IMethodSymbol { MethodKind: not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation) }
            && Location(member) is not null);

    /// <summary>Where the user wrote the symbol; null where the user did not.</summary>
    public static Location? Location(ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree && !IsGenerated(tree));

    // The compiler puts generated trees under a path that ends in the generator's name and the hint name.
    private static bool IsGenerated(SyntaxTree tree)
    {
        int folder = tree.FilePath.LastIndexOf(GeneratedFolder, StringComparison.Ordinal);
        return folder >= 0 && folder + GeneratedFolder.Length < tree.FilePath.Length
            && tree.FilePath[folder + GeneratedFolder.Length] is '/' or '\\';
    }
}
