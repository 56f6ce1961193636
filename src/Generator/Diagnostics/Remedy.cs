using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Diagnostics;

/// <summary>
/// A change of the declaration that puts a problem right, worked out by the stage that found the problem. A code fix
/// offers it under its title and makes it.
/// </summary>
/// <param name="Title">What the editor offers: "Use padding: 1 (→ 8×7×7)".</param>
/// <param name="Change">What is done.</param>
/// <param name="Line">To which line, as a value of <see cref="Problem.Layer"/>.</param>
/// <param name="Name">The option, the text that is replaced, or the attribute that is used.</param>
/// <param name="Value">What is written, as C#.</param>
internal sealed record Remedy(string Title, Change Change, int Line, string Name = "", string Value = "")
{
    /// <summary>The line above or below which <see cref="Line"/> is moved.</summary>
    public int Target { get; init; } = Line;

    /// <summary>The same for lines that are called otherwise.</summary>
    public Remedy At(System.Func<int, int> places) => this with { Line = places(Line), Target = places(Target) };

    public static Remedy Remove(int line, string name) => new("Remove " + name, Change.Remove, line);

    public static Remedy RemoveOption(int line, string option) => new("Leave " + option + " out", Change.RemoveOption, line, option);

    public static Remedy SetProperty(int line, string property, string value) =>
        new("Set " + property + " = " + value, Change.SetProperty, line, property, value);

    public static Remedy Use(int line, string attribute, string title) => new(title, Change.Replace, line, attribute);

    /// <summary>Gives the line, which gave itself the name or was given it by its kind, a name of its own.</summary>
    public static Remedy Rename(int line, LayerSpec spec, string name, string other)
    {
        string title = "Call it " + Identifiers.Quote(other);
        return LayerNames.GivenName(spec) == name
            ? new Remedy(title, Change.ReplaceText, line, name, Identifiers.Quote(other))
            : new Remedy(title, Change.SetProperty, line, nameof(LayerSpec.Name), Identifiers.Quote(other));
    }
}

/// <summary>Puts remedies beside problems.</summary>
internal static class RemedyExtensions
{
    public static Problem With(this Problem problem, params Remedy[] remedies) => problem with { Remedies = remedies.ToEquatableArray() };

    public static Problem With(this Problem problem, IEnumerable<Remedy> remedies) => problem with { Remedies = remedies.ToEquatableArray() };
}
