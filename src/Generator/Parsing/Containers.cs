using System.Collections.Generic;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>The types around a class.</summary>
internal static class Containers
{
    /// <summary>The types around the class, outermost first.</summary>
    public static EquatableArray<ContainingTypeSpec> Of(INamedTypeSymbol type)
    {
        Stack<ContainingTypeSpec> containers = [];
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            containers.Push(new ContainingTypeSpec(Keyword(container), Identifiers.Escape(container.Name)));
        }

        return containers.ToEquatableArray();
    }

    /// <summary>The keyword that declares such a type.</summary>
    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    /// <summary>The full metadata name: <c>Samples.Outer+DigitNet</c>.</summary>
    public static string MetadataName(INamedTypeSymbol type) => type switch
    {
        { ContainingType: { } container } => MetadataName(container) + "+" + type.MetadataName,
        { ContainingNamespace: { IsGlobalNamespace: false } space } => NamespaceName(space) + "." + type.MetadataName,
        _ => type.MetadataName,
    };

    private static string NamespaceName(INamespaceSymbol space) => space.ContainingNamespace.IsGlobalNamespace
        ? space.Name
        : NamespaceName(space.ContainingNamespace) + "." + space.Name;
}
