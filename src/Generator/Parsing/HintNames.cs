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
    /// <summary>
    /// The full metadata name, with a number behind each part from which another one differs by case alone:
    /// <c>Samples.Outer+DigitNet.g.cs</c>.
    /// </summary>
    public static string For(INamedTypeSymbol type) => TypeName(type) + ".g.cs";

    private static string TypeName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } container)
        {
            return TypeName(container) + "+" + Part(type.MetadataName, container.GetTypeMembers());
        }

        INamespaceSymbol space = InSources(type.ContainingNamespace, type.ContainingAssembly);
        return NamespacePrefix(space, type.ContainingAssembly) + Part(type.MetadataName, space.GetTypeMembers());
    }

    private static string NamespacePrefix(INamespaceSymbol space, IAssemblySymbol assembly) => space.IsGlobalNamespace
        ? ""
        : NamespacePrefix(space.ContainingNamespace, assembly)
            + Part(space.Name, InSources(space.ContainingNamespace, assembly).GetNamespaceMembers()) + ".";

    private static string Part(string name, IEnumerable<ISymbol> siblings)
    {
        int rank = siblings
            .Select(sibling => sibling.MetadataName)
            .Distinct()
            .Count(sibling => string.Equals(sibling, name, StringComparison.OrdinalIgnoreCase) && string.CompareOrdinal(sibling, name) < 0);

        StringBuilder part = new();
        foreach (char character in name)
        {
            part.Append(char.IsLetterOrDigit(character) || character == '_' ? character : '-');
        }

        return rank == 0 ? part.ToString() : part.Append('-').Append(Invariant.Text(rank)).ToString();
    }

    // The namespace without what references put into it.
    private static INamespaceSymbol InSources(INamespaceSymbol space, IAssemblySymbol assembly) =>
        space.ConstituentNamespaces.FirstOrDefault(part => SymbolEqualityComparer.Default.Equals(part.ContainingAssembly, assembly)) ?? space;
}
