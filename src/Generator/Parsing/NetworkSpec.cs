using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>
/// A network as it was declared: values and text only, no symbols and no places in the source, so that two declarations
/// that mean the same are equal. It is where symbols end and where the incremental pipeline caches.
/// </summary>
/// <param name="Namespace">"" for the global namespace.</param>
/// <param name="Containers">The types around the class, outermost first.</param>
/// <param name="Name">The name of the class, escaped where it is a keyword.</param>
/// <param name="MetadataName">The full metadata name: <c>Samples.Outer+DigitNet</c>.</param>
/// <param name="Accessibility"><c>public</c>, <c>internal</c>, <c>private</c>, <c>protected internal</c>, …</param>
/// <param name="IsSealed">The class is declared sealed.</param>
/// <param name="Layers">Every layer attribute in source order, also inputs and losses.</param>
/// <param name="MemberNames">The names of the members that the user wrote in the class, sorted.</param>
/// <param name="ShadowedNames">
/// The names of <see cref="KnownNames.Runtime"/> that mean something else inside the class, sorted: emission writes
/// those with <c>global::</c>.
/// </param>
/// <param name="Problems">What parsing itself found wrong.</param>
internal sealed record NetworkSpec(
    string Namespace,
    EquatableArray<ContainingTypeSpec> Containers,
    string Name,
    string MetadataName,
    string Accessibility,
    bool IsSealed,
    EquatableArray<LayerSpec> Layers,
    EquatableArray<string> MemberNames,
    EquatableArray<string> ShadowedNames,
    EquatableArray<Problem> Problems)
{
    /// <summary>
    /// False where no part of the class can be written without a C# error beside ours (it is not partial, static,
    /// generic, has another base class, …): such a network gets no source at all.
    /// </summary>
    public bool CanHavePart { get; init; } = true;

    /// <summary>How far the class can be seen, with the types around it: "public", "internal" or "private".</summary>
    public string Reach { get; init; } = "public";

    /// <summary>The blocks that the network uses, also those that blocks use.</summary>
    public EquatableArray<BlockSpec> Blocks { get; init; }

    /// <summary>False where the declaration rules Winograd convolutions out.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>Whether the network is declared to run one step at a time.</summary>
    public bool Stream { get; init; }

    /// <summary>How the weights of layers start that do not say it themselves.</summary>
    public InitSpec Init { get; init; } = InitSpec.Unset;

    /// <summary>What large weights cost in layers that do not say it themselves.</summary>
    public PenaltySpec Penalty { get; init; } = PenaltySpec.Unset;

    /// <summary>What the network may cost; null where nothing is said.</summary>
    public BudgetSpec? Budget { get; init; }

    /// <summary>The weight file that the class names; null where it names none.</summary>
    public WeightsSpec? Weights { get; init; }

    /// <summary>The name of the generated file, unique in the compilation: <c>Samples.DigitNet.g.cs</c>.</summary>
    public string HintName { get; init; } = MetadataName + ".g.cs";
}

/// <summary>A type around the network's class.</summary>
/// <param name="Keyword"><c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>.</param>
/// <param name="Name">The name, escaped where it is a keyword.</param>
internal sealed record ContainingTypeSpec(string Keyword, string Name);
