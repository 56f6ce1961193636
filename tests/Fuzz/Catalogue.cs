using System.Reflection;

namespace Espalier.Fuzz;

/// <summary>What declarations can be made of, found in the annotations: a new layer is drawn as soon as it is there.</summary>
internal static class Catalogue
{
    private const string Suffix = "Attribute";

    /// <summary>Every attribute that is a line of a network.</summary>
    public static Type[] Layers { get; } =
    [
        .. typeof(LayerAttribute).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    /// <summary>Lines where samples come in.</summary>
    public static Type[] Inputs { get; } = [.. Layers.Where(IsInput)];

    /// <summary>Lines with which training ends.</summary>
    public static Type[] Losses { get; } = [.. Layers.Where(IsLoss)];

    /// <summary>All other lines.</summary>
    public static Type[] Bodies { get; } = [.. Layers.Where(type => !IsInput(type) && !IsLoss(type))];

    /// <summary>Lines that work along steps, drawn more often: only few of what else is drawn leaves them a sequence.</summary>
    public static Type[] OfSequences { get; } = [.. Bodies.Where(type => Name(type) is "Rnn" or "Lstm" or "Gru" or "MultiHeadAttention" or "Conv1D" or "LastStep" or "MeanOverSteps" || Name(type).EndsWith("Positions", StringComparison.Ordinal))];

    /// <summary>Attributes that say something of the whole class.</summary>
    public static Type[] OfTheClass { get; } =
    [
        .. typeof(LayerAttribute).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Attribute)) && !type.IsAbstract && !type.IsSubclassOf(typeof(LayerAttribute)) && type != typeof(ArgumentAttribute))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    /// <summary>The attribute as it is written: <c>Conv2D</c>.</summary>
    public static string Name(Type type)
    {
        string name = type.Name.Split('`')[0];
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    /// <summary>The properties that an attribute argument can set.</summary>
    public static PropertyInfo[] Properties(Type type) =>
    [
        .. type.GetProperties()
            .Where(property => property.SetMethod is { IsPublic: true } && property.DeclaringType != typeof(Attribute))
            .OrderBy(property => property.Name, StringComparer.Ordinal),
    ];

    // The folders of the annotations are no part of the types, so the names tell.
    private static bool IsInput(Type type) => Name(type) is "Input" or "Tokens";

    private static bool IsLoss(Type type) =>
        Name(type) is var name && (name.EndsWith("Loss", StringComparison.Ordinal) || name.EndsWith("Entropy", StringComparison.Ordinal)
            || name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Hinge", StringComparison.Ordinal)
            || name is "Huber" or "SmoothL1" or "KullbackLeibler");
}
