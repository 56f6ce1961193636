using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Diagnostics;

/// <summary>What a code fix does to a line.</summary>
internal enum Change
{
    /// <summary>Gives a constructor argument another value.</summary>
    SetOption,

    /// <summary>Gives a property of the attribute another value.</summary>
    SetProperty,

    /// <summary>Removes an argument or property.</summary>
    RemoveOption,

    /// <summary>Replaces a text among the arguments of the line by another: a name that it reads or gives.</summary>
    ReplaceText,

    /// <summary>Does the same on every line of the class.</summary>
    ReplaceTextEverywhere,

    /// <summary>Uses another attribute, with other arguments where there is a value, with the same otherwise.</summary>
    Replace,

    /// <summary>Removes the line.</summary>
    Remove,

    /// <summary>Puts the line above the target.</summary>
    MoveAbove,

    /// <summary>Puts the line below the target.</summary>
    MoveBelow,

    /// <summary>Writes a new line above.</summary>
    InsertAbove,

    /// <summary>Renames a property or parameter of the line's attribute, where it is declared and wherever it is used.</summary>
    RenameMember,
}

/// <summary>A remedy as it travels with a diagnostic, with places in the source.</summary>
/// <param name="Title">What the editor offers.</param>
/// <param name="Change">What is done.</param>
/// <param name="Span">The attribute that is changed.</param>
/// <param name="Target">Where it is moved to.</param>
/// <param name="Name">The option, the text that is replaced, or the attribute that is used.</param>
/// <param name="Value">What is written, as C#.</param>
internal sealed record PlacedRemedy(string Title, Change Change, TextSpan Span, TextSpan Target, string Name, string Value);

/// <summary>Remedies as properties of a diagnostic: the compiler writes them, and the code fixes, an assembly apart, read them.</summary>
internal static class RemedyProperties
{
    /// <summary>The property that names the attribute that a class lacks.</summary>
    public const string Attribute = "Attribute";

    private const string Count = "Remedies";

    public static ImmutableDictionary<string, string?> Write(IReadOnlyList<PlacedRemedy> remedies)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        for (int i = 0; i < remedies.Count; i++)
        {
            PlacedRemedy remedy = remedies[i];
            properties[Key(i, nameof(remedy.Title))] = remedy.Title;
            properties[Key(i, nameof(remedy.Change))] = remedy.Change.ToString();
            properties[Key(i, nameof(remedy.Span))] = Text(remedy.Span);
            properties[Key(i, nameof(remedy.Target))] = Text(remedy.Target);
            properties[Key(i, nameof(remedy.Name))] = remedy.Name;
            properties[Key(i, nameof(remedy.Value))] = remedy.Value;
        }

        if (remedies.Count > 0)
        {
            properties[Count] = Text(remedies.Count);
        }

        return properties.ToImmutable();
    }

    public static IEnumerable<PlacedRemedy> Read(ImmutableDictionary<string, string?> properties)
    {
        int count = properties.TryGetValue(Count, out string? number) ? Number(number!) : 0;
        for (int i = 0; i < count; i++)
        {
            System.Enum.TryParse(Get(i, nameof(PlacedRemedy.Change)), out Change change);
            yield return new PlacedRemedy(
                Get(i, nameof(PlacedRemedy.Title)),
                change,
                Span(Get(i, nameof(PlacedRemedy.Span))),
                Span(Get(i, nameof(PlacedRemedy.Target))),
                Get(i, nameof(PlacedRemedy.Name)),
                Get(i, nameof(PlacedRemedy.Value)));
        }

        string Get(int index, string field) => properties.TryGetValue(Key(index, field), out string? value) ? value ?? "" : "";
    }

    private static string Key(int index, string field) => "Remedy" + Text(index) + "." + field;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TextSpan span) => Text(span.Start) + " " + Text(span.Length);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TextSpan Span(string text)
    {
        string[] parts = text.Split(' ');
        return parts.Length == 2 ? new TextSpan(Number(parts[0]), Number(parts[1])) : default;
    }
}
