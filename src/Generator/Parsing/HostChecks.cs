using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Generator.Parsing;

/// <summary>Whether the class can be a network at all: its modifiers, its surroundings, its members.</summary>
internal sealed class HostChecks(INamedTypeSymbol type, List<Problem> problems, ImmutableArray<Location>.Builder places, CancellationToken cancellation)
{
    /// <summary>Reports what stands in the way; false where no part of the class can be written.</summary>
    public bool Run()
    {
        int before = problems.Count;
        CheckModifiers();
        CheckContainers();
        CheckConstructors();
        CheckBaseClass();
        CheckMembers();
        return problems.Count == before && IsPartial(type) && IsNamed(type);
    }

    // Names that are not typed yet are empty.
    private static bool IsNamed(ISymbol symbol)
    {
        for (ISymbol? outer = symbol; outer is not null and not INamespaceSymbol { IsGlobalNamespace: true }; outer = (ISymbol?)outer.ContainingType ?? outer.ContainingNamespace)
        {
            if (outer.Name.Length == 0)
            {
                return false;
            }
        }

        return true;
    }

    private void CheckModifiers()
    {
        if (type.IsRecord)
        {
            AtClass(UsageDescriptors.RecordClass, type.Name);
        }
        else if (!IsPartial(type) && !HasSeveralParts(type))
        {
            AtClass(UsageDescriptors.NotPartial, type.Name);
        }

        if (type.IsStatic)
        {
            AtClass(UsageDescriptors.StaticClass, type.Name);
        }
        else if (type.IsAbstract)
        {
            AtClass(UsageDescriptors.AbstractClass, type.Name);
        }

        if (type.TypeParameters.Length > 0)
        {
            AtClass(UsageDescriptors.GenericClass, type.Name, "its class", "");
        }

        if (type.IsFileLocal)
        {
            AtClass(UsageDescriptors.FileLocalClass, type.Name, "its class");
        }

        if (KnownNames.Members.Contains(type.Name))
        {
            AtClass(UsageDescriptors.ReservedClassName, type.Name);
        }
    }

    private void CheckContainers()
    {
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            if (!IsPartial(container) && !HasSeveralParts(container))
            {
                At(container, UsageDescriptors.ContainerNotPartial, type.Name, container.Name, Containers.Keyword(container));
            }

            if (container.TypeParameters.Length > 0)
            {
                At(container, UsageDescriptors.GenericClass, type.Name, $"'{container.Name}'", $" of '{container.Name}', or move '{type.Name}' out of it");
            }

            if (container.IsFileLocal)
            {
                At(container, UsageDescriptors.FileLocalClass, type.Name, $"'{container.Name}'");
            }
        }
    }

    private void CheckConstructors()
    {
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            // A record has a copy constructor, and there the record is the mistake.
            if (!constructor.IsImplicitlyDeclared && !type.IsRecord && UserCode.Location(constructor) is not null)
            {
                At(constructor, UsageDescriptors.OwnConstructor, type.Name, constructor.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
            }
        }
    }

    private void CheckBaseClass()
    {
        if (type.BaseType is { } baseType && !HasUsualBase())
        {
            AtClass(UsageDescriptors.OwnBaseClass, type.Name, baseType.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
        }
    }

    private void CheckMembers()
    {
        foreach (ISymbol member in UserCode.Members(type).Where(member => KnownNames.Members.Contains(member.Name)))
        {
            At(member, UsageDescriptors.ReservedMember, type.Name, member.Name);
        }
    }

    // The base class that the generated part names is there when the analyzer looks. One that C# cannot find is no
    // obstacle: it may be an interface, half typed.
    private bool HasUsualBase() =>
        type.BaseType is null or { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Error }
        || EspalierTypes.Is(type.BaseType, KnownNames.Network);

    private bool IsPartial(INamedTypeSymbol declared) =>
        UserCode.Parts(declared, cancellation).Any(part => part.Modifiers.Any(SyntaxKind.PartialKeyword));

    // Several parts of which none is partial are a mistake that C# reports.
    private bool HasSeveralParts(INamedTypeSymbol declared) => UserCode.Parts(declared, cancellation).Skip(1).Any();

    private void AtClass(DiagnosticDescriptor descriptor, params string[] arguments) =>
        problems.Add(new Problem(descriptor, Problem.AtClass, [.. arguments]));

    private void At(ISymbol symbol, DiagnosticDescriptor descriptor, params string[] arguments)
    {
        int place = Problem.AtClass;
        if (UserCode.Location(symbol) is { } location)
        {
            place = Problem.AtPlace(places.Count);
            places.Add(location);
        }

        problems.Add(new Problem(descriptor, place, [.. arguments]));
    }
}
