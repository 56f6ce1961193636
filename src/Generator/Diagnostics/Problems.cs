using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>A shorter way to write a <see cref="Problem"/>.</summary>
internal static class Problems
{
    public static Problem At(DiagnosticDescriptor descriptor, int layer, int[] related, params string[] arguments) =>
        new(descriptor, layer, arguments.ToEquatableArray(), related.ToEquatableArray());
}
