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

    public static readonly DiagnosticDescriptor MemoryTooLarge = Descriptors.Error(
        "ESP0404",
        "A sample needs too much memory",
        "one sample of {0} needs more than 2 147 483 647 numbers in memory, the most that an array can hold. Use smaller sizes.",
        Category);

    public static readonly DiagnosticDescriptor PixelsOfSeveralInputs = Descriptors.Error(
        "ESP0410",
        "Pixels of one of several inputs",
        "{0} has pixels: Pixels.{1} beside another input: prediction from bytes is for networks with one input. Leave pixels out.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TooLarge, MemoryTooLarge, PixelsOfSeveralInputs,
    ];
}
