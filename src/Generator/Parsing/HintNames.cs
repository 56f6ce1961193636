using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>Names of generated files. Two that differ by case alone are one to the compiler and to some file systems.</summary>
internal static class HintNames
{
    /// <summary>The full metadata name, with a number behind it where another name differs by case alone.</summary>
    public static string For(INamedTypeSymbol type)
    {
        StringBuilder name = new();
        foreach (char character in Containers.MetadataName(type))
        {
            name.Append(char.IsLetterOrDigit(character) || character is '.' or '+' or '_' ? character : '_');
        }

        foreach (int rank in Ranks(type).Where(rank => rank > 0))
        {
            name.Append('-').Append(Invariant.Text(rank));
        }

        return name.Append(".g.cs").ToString();
    }

    // The place of each name among the sources' names that differ from it by case alone, from the inside out.
    private static IEnumerable<int> Ranks(INamedTypeSymbol type)
    {
        INamespaceSymbol space = type.ContainingNamespace;
        INamedTypeSymbol inner = type;
        for (; inner.ContainingType is { } container; inner = container)
        {
            yield return Rank(inner.Name, container.GetTypeMembers());
        }

        yield return Rank(inner.Name, SourceMembers(space, type.ContainingAssembly).GetTypeMembers());
        for (; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            yield return Rank(space.Name, SourceMembers(space.ContainingNamespace, type.ContainingAssembly).GetNamespaceMembers());
        }
    }

    private static int Rank(string name, IEnumerable<ISymbol> siblings) => siblings
        .Select(sibling => sibling.Name)
        .Distinct()
        .Count(sibling => string.Equals(sibling, name, StringComparison.OrdinalIgnoreCase) && string.CompareOrdinal(sibling, name) < 0);

    private static INamespaceSymbol SourceMembers(INamespaceSymbol space, IAssemblySymbol assembly) =>
        space.ConstituentNamespaces.FirstOrDefault(part => SymbolEqualityComparer.Default.Equals(part.ContainingAssembly, assembly)) ?? space;
}
