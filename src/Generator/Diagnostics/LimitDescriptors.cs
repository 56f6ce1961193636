using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>More than the compiler can do.</summary>
internal static class LimitDescriptors
{
    private const string Category = "Limits";

    public static readonly DiagnosticDescriptor TooLarge = Descriptors.Error(
        "ESP0401",
        "A tensor is too large",
        "{0}: {1} holds more than 2 147 483 591 numbers, the most that an array can hold. Use smaller sizes.",
        Category);

    public static readonly DiagnosticDescriptor MemoryTooLarge = Descriptors.Error(
        "ESP0404",
        "A sample needs too much memory",
        "one sample of {0} needs more than 2 147 483 591 numbers in memory, the most that an array can hold. Use smaller sizes.",
        Category);

    public static readonly DiagnosticDescriptor PixelsOfSeveralInputs = Descriptors.Error(
        "ESP0410",
        "Pixels of one of several inputs",
        "{0} has pixels: Pixels.{1} beside another input: prediction from bytes is for networks with one input. Leave pixels out.",
        Category);

    public static readonly DiagnosticDescriptor OverBudget = Descriptors.Error(
        "ESP0420",
        "The network costs more than its budget allows",
        "{0} takes {1} beyond its budget of {2} {3}: {4} above it, {5} with it, {6} in all. Make {0} or what stands around it smaller, or allow {7} = {8}.",
        Category);

    public static readonly DiagnosticDescriptor NoBudget = Descriptors.Error(
        "ESP0421",
        "A budget is below 1",
        "the budget of {0} has {1} = {2}, but a budget is at least 1. Give it a number above 0, or leave {1} out.",
        Category);

    public static readonly DiagnosticDescriptor BudgetWithoutNetwork = Descriptors.Error(
        "ESP0422",
        "A budget is for a network",
        "'{0}' has a [Budget], but it is no network, and only networks have one. Move the budget to the network, or add [Network].",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TooLarge, MemoryTooLarge, PixelsOfSeveralInputs, OverBudget, NoBudget, BudgetWithoutNetwork,
    ];
}
