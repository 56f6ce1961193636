using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>Weight files that do not fit their networks.</summary>
internal static class WeightDescriptors
{
    private const string Category = "Weights";

    public static readonly DiagnosticDescriptor NotListed = Descriptors.Error(
        "ESP0701",
        "The project does not list the weight file",
        "the project lists no weight file '{0}': {1}.",
        Category);

    public static readonly DiagnosticDescriptor Missing = Descriptors.Error(
        "ESP0702",
        "The weight file lacks tensors",
        "{0} lacks {1} of {2}: {3}.{4}",
        Category);

    public static readonly DiagnosticDescriptor LeftOver = Descriptors.Error(
        "ESP0703",
        "The weight file has tensors that the network has not",
        "{0} has {1} that {2} has not: {3}. Declare the layers to which they belong, or save the file without them.",
        Category);

    public static readonly DiagnosticDescriptor OtherShape = Descriptors.Error(
        "ESP0704",
        "A tensor of the weight file has another shape",
        "{0} does not fit {1}: {2}. Give the layer the sizes that the file was saved with, or name another file.",
        Category);

    public static readonly DiagnosticDescriptor OtherType = Descriptors.Error(
        "ESP0705",
        "A tensor of the weight file has no real numbers",
        "{0} does not fit {1}: {2}, and weights are read from F32, F64, F16 or BF16. Save the tensor as one of these.",
        Category);

    public static readonly DiagnosticDescriptor Unreadable = Descriptors.Error(
        "ESP0706",
        "The weight file cannot be used",
        "the weight file {0} cannot be used: {1}",
        Category);

    public static readonly DiagnosticDescriptor Ambiguous = Descriptors.Error(
        "ESP0707",
        "The name stands for several weight files",
        "'{0}' stands for {1} weight files of the project: {2}. Write as much of the path as tells them apart.",
        Category);

    public static readonly DiagnosticDescriptor OtherArchitecture = Descriptors.Error(
        "ESP0708",
        "The weight file was saved by another architecture",
        "{0} {1}. Its tensors have the names and shapes of {2}, but Load would refuse it: save it again from a network declared like this one.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [NotListed, Missing, LeftOver, OtherShape, OtherType, Unreadable, Ambiguous, OtherArchitecture];
}
