using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>What [Weights] says, and what the project has by that name.</summary>
/// <param name="Name">The file as the attribute names it; empty where it names none.</param>
/// <param name="Place">The place of the attribute among those that parsing noted.</param>
internal sealed record WeightsSpec(string Name, int Place)
{
    /// <summary>The weight files that the name stands for: one, where all is well.</summary>
    public EquatableArray<WeightFile> Files { get; init; }

    /// <summary>The names of all weight files of the project, where the name does not stand for one.</summary>
    public EquatableArray<string> Listed { get; init; }

    /// <summary>The resource in which the assembly carries the file; null where it does not.</summary>
    public string? Resource => Files.Length == 1 ? Files[0].Resource : null;
}

/// <summary>A weight file of the project, as far as its header tells.</summary>
/// <param name="Name">The path by which the project lists it, with slashes.</param>
/// <param name="Tensors">In the order of their bytes.</param>
internal sealed record WeightFile(string Name, EquatableArray<WeightTensor> Tensors)
{
    /// <summary>The resource in which the assembly carries it; null where it does not.</summary>
    public string? Resource { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>What saved it: "espalier", "pt", …; null where it does not say.</summary>
    public string? Format { get; init; }

    /// <summary>The version of Espalier's format; null where it does not say.</summary>
    public string? Version { get; init; }

    /// <summary>The network that saved it; null where it does not say.</summary>
    public string? Network { get; init; }

    /// <summary>The fingerprint of that network; null where it does not say.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>A tensor in a weight file.</summary>
/// <param name="Name">Its name: <c>layer2.0.conv1.weight</c>.</param>
/// <param name="Type">The type of its elements: <c>F32</c>.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record WeightTensor(string Name, string Type, EquatableArray<long> Shape);
