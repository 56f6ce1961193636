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
        "{0}: {1} holds more than 2 147 483 647 numbers, the most that an array can hold. Use smaller sizes.",
        Category);

    public static readonly DiagnosticDescriptor SeveralInputs = Descriptors.Error(
        "ESP0402",
        "The network has several inputs",
        "attribute {0} is a second [Input]: a network has one. Join the samples into one input.",
        Category);

    public static readonly DiagnosticDescriptor SeveralLosses = Descriptors.Error(
        "ESP0403",
        "The network has several losses",
        "[{0}] is a second loss beside [{1}]: a network has one. Keep one of them.",
        Category);

    public static readonly DiagnosticDescriptor MemoryTooLarge = Descriptors.Error(
        "ESP0404",
        "A sample needs too much memory",
        "one sample of {0} needs more than 2 147 483 647 numbers in memory, the most that an array can hold. Use smaller sizes.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TooLarge, SeveralInputs, SeveralLosses, MemoryTooLarge,
    ];
}
