using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>
/// Something wrong with a network, without a place in the source: the analyzer turns it into a diagnostic by way of the
/// source map.
/// </summary>
/// <param name="Descriptor">Which mistake.</param>
/// <param name="Layer">
/// The layer under which it is shown, an index into the spec's layers; <see cref="AtClass"/> for the class's name; below
/// it, a place that parsing noted (<see cref="AtPlace"/>).
/// </param>
/// <param name="Arguments">The arguments of the message, already text.</param>
/// <param name="Related">Other layers that are part of the reason.</param>
internal sealed record Problem(
    DiagnosticDescriptor Descriptor,
    int Layer,
    EquatableArray<string> Arguments,
    EquatableArray<int> Related = default)
{
    /// <summary>The name of the class, as a value of <see cref="Layer"/>.</summary>
    public const int AtClass = -1;

    /// <summary>Changes of the declaration that put it right.</summary>
    public EquatableArray<Remedy> Remedies { get; init; }

    /// <summary>True for a mistake in a block, or in what is used as one, that is shown there, whoever uses it.</summary>
    public bool IsShownAtBlock { get; init; }

    /// <summary>True where the network cannot work.</summary>
    public bool IsError => Descriptor.DefaultSeverity == DiagnosticSeverity.Error;

    /// <summary>The n-th place that parsing noted (a member, a container), as a value of <see cref="Layer"/>.</summary>
    public static int AtPlace(int index) => -2 - index;
}
