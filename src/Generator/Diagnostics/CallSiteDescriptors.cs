using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>A network or session used in a way that cannot be right. Tests may mean it so: it can be suppressed.</summary>
internal static class CallSiteDescriptors
{
    private const string Category = "CallSite";

    public static readonly DiagnosticDescriptor WrongLength = Descriptors.Warning(
        "ESP0601",
        "A span has the wrong length",
        "{0} takes {1} in {2}, but {3} handed over. Hand over {4}.",
        Category);

    public static readonly DiagnosticDescriptor OtherSamples = Descriptors.Warning(
        "ESP0602",
        "The spans of a call are of different numbers of samples",
        "{0} is given {1} in {2}, but {4} in {3}: the spans of a call belong to the same samples. Hand over {5} in {3}, or other samples in {2}.",
        Category);

    public static readonly DiagnosticDescriptor NoSuchClass = Descriptors.Warning(
        "ESP0603",
        "A label is no class",
        "{0} is given the label {1}, but the classes of {2} are 0 to {3}. Use one of these, or make the layer above the loss give more scores.",
        Category);

    public static readonly DiagnosticDescriptor NotDisposed = Descriptors.Warning(
        "ESP0604",
        "A session is not disposed of",
        "the session that {0} starts keeps its memory and threads until it is disposed of, and here nobody does that. Declare it with 'using'.",
        Category);

    public static readonly DiagnosticDescriptor SharedByThreads = Descriptors.Warning(
        "ESP0605",
        "Threads share what serves one at a time",
        "{0} is used on several threads at a time by {1}, but {2}. {3}.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [WrongLength, OtherSamples, NoSuchClass, NotDisposed, SharedByThreads];
}
