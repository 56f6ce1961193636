using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Parsing;

/// <summary>
/// The names that a network's layers give themselves, by the property <c>Name</c> or by a constructor parameter
/// <c>name</c> as that of <c>[Tap]</c>. A name that cannot be a property is reported and replaced wherever it stands,
/// so that later stages see a consistent network and emission can always write it.
/// </summary>
internal sealed class LayerNames(string className, HashSet<string> memberNames, List<Problem> problems)
{
    public const string NameOption = "name";

    private HashSet<string> _given = [];
    private bool _isPrefixed;

    /// <summary>The names inside a block, which are properties only behind the name of a use: any identifier will do.</summary>
    public static LayerNames InBlock(List<Problem> problems) => new("", [], problems) { _isPrefixed = true };

    /// <summary>The layers with names that can be properties.</summary>
    public List<LayerSpec> Check(List<LayerSpec> layers)
    {
        // A line that names itself by what it is has no other name beside.
        layers = [.. layers.Select(layer => layer.Name is not null && OwnName(layer) is not null ? layer with { Name = null } : layer)];
        _given = [.. layers.Select(GivenName).OfType<string>()];
        Dictionary<string, string> replacements = [];
        for (int i = 0; i < layers.Count; i++)
        {
            if (GivenName(layers[i]) is not { } name)
            {
                continue;
            }

            bool isIdentifier = SyntaxFacts.IsValidIdentifier(name);
            string? reason = Taken(name);
            if (isIdentifier && reason is null)
            {
                continue;
            }

            if (!replacements.TryGetValue(name, out string? replacement))
            {
                replacement = Free(name);
                replacements.Add(name, replacement);
            }

            Problem problem = isIdentifier
                ? new Problem(UsageDescriptors.ReservedLayerName, i, [name, layers[i].Kind, reason!, replacement])
                : new Problem(UsageDescriptors.LayerNameNotIdentifier, i, [Identifiers.Quote(name), layers[i].Kind, replacement]);
            problems.Add(problem.With(
                new Remedy("Call it " + Identifiers.Quote(replacement) + " everywhere", Change.ReplaceTextEverywhere, i, name, Identifiers.Quote(replacement))));
        }

        return replacements.Count == 0 ? layers : [.. layers.Select(layer => Replace(layer, replacements))];
    }

    /// <summary>The name that a layer gives to its output, or null.</summary>
    public static string? GivenName(LayerSpec layer) => OwnName(layer) ?? layer.Name;

    // An argument of a block may have any name.
    private static string? OwnName(LayerSpec layer) => layer.Use is null && layer.TryGet(NameOption)?.Value is TextValue name ? name.Value : null;

    private string? Taken(string name) =>
        _isPrefixed ? null
        : name == className ? "it is the name of the class"
        : KnownNames.Members.Contains(name) || KnownNames.ObjectMembers.Contains(name) ? "networks have a member of that name"
        : memberNames.Contains(name) ? "the class has a member of that name"
        : TensorsTaken(name + KnownNames.Tensors);

    // The type of a layer's tensors stands beside the property.
    private string? TensorsTaken(string type) =>
        type == className ? $"its tensors have the type '{type}', which is the name of the class"
        : memberNames.Contains(type) ? $"its tensors have the type '{type}', and the class has a member of that name"
        : _given.Contains(type) ? $"its tensors have the type '{type}', and another layer has that name"
        : null;

    private string Free(string name)
    {
        string free = Identifiers.Nearest(name);
        while (Taken(free) is not null || !_given.Add(free))
        {
            free += "_";
        }

        return free;
    }

    private static LayerSpec Replace(LayerSpec layer, Dictionary<string, string> replacements)
    {
        return layer with
        {
            Name = Replaced(layer.Name),
            From = Replaced(layer.From),
            Options = layer.Options.Select(option => option with { Value = ReplacedValue(option.Value) }).ToEquatableArray(),
        };

        string? Replaced(string? name) =>
            name is not null && replacements.TryGetValue(name, out string? replacement) ? replacement : name;

        OptionValue ReplacedValue(OptionValue value) => value switch
        {
            TextValue text => new TextValue(Replaced(text.Value)!),
            TextsValue texts => new TextsValue(texts.Values.Select(text => Replaced(text)!).ToEquatableArray()),
            _ => value,
        };
    }
}
