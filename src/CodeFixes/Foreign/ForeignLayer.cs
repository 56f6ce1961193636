using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.CodeFixes.Foreign;

/// <summary>An attribute that nobody declares, as it is written.</summary>
/// <param name="Name">Its last name: <c>Linear</c> of <c>nn.Linear</c>.</param>
/// <param name="ByPosition">The arguments without names.</param>
/// <param name="ByName">Those with names, of parameters (<c>bias: false</c>) and of properties (<c>bias = false</c>).</param>
/// <param name="Properties">Those that every layer of Espalier has, as they are written.</param>
/// <param name="ArgumentText">All arguments with their parentheses.</param>
internal sealed record ForeignLayer(
    string Name,
    IReadOnlyList<string> ByPosition,
    IReadOnlyDictionary<string, string> ByName,
    IReadOnlyList<string> Properties,
    string ArgumentText)
{
    private static readonly HashSet<string> Common = ["Name", "From", "Init", "InitScale", "InitValue", "InitFan", "InitBias", "Frozen", "Key", "L1", "L2", "PenalizeBiases"];

    public static ForeignLayer Read(AttributeSyntax attribute)
    {
        var byName = new Dictionary<string, string>();
        List<string> byPosition = [], properties = [];
        foreach (AttributeArgumentSyntax argument in attribute.ArgumentList?.Arguments ?? default)
        {
            string? name = argument.NameColon?.Name.Identifier.ValueText ?? argument.NameEquals?.Name.Identifier.ValueText;
            if (argument.NameEquals is not null && Common.Contains(name!))
            {
                properties.Add(argument.ToString());
            }
            else if (name is null)
            {
                byPosition.Add(Written(argument.Expression));
            }
            else
            {
                byName[name] = Written(argument.Expression);
            }
        }

        string last = attribute.Name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().LastOrDefault()?.Identifier.ValueText ?? "";
        return new ForeignLayer(last, byPosition, byName, properties, attribute.ArgumentList?.ToString() ?? "");
    }

    /// <summary>The argument of a parameter, by its name or else its position; null where it is not given.</summary>
    public string? Argument(string name, int position) =>
        ByName.TryGetValue(name, out string? value) ? value : position >= 0 && position < ByPosition.Count ? ByPosition[position] : null;

    // Pairs are tuples there and lists here; a double means a float.
    private static string Written(ExpressionSyntax expression) => expression switch
    {
        TupleExpressionSyntax tuple => "[" + string.Join(", ", tuple.Arguments) + "]",
        LiteralExpressionSyntax { Token.Value: double } literal => literal.Token.Text.TrimEnd('d', 'D') + "f",
        _ => expression.ToString(),
    };
}
