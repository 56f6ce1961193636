using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Planning;

/// <summary>Names of locals and members in emitted code.</summary>
internal static class Names
{
    private static readonly string[] Reserved =
        ["input", "output", "values", "prepared", "parameters", "count", "part", "value"];

    /// <summary><c>conv1Weight</c> for Conv1_weight; escaped or told apart where the name is taken.</summary>
    public static string Local(string name)
    {
        string pascal = Pascal(name);
        string camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        bool isTaken = Reserved.Contains(camel)
            || SyntaxFacts.GetKeywordKind(camel) != SyntaxKind.None
            || SyntaxFacts.GetContextualKeywordKind(camel) != SyntaxKind.None;
        return isTaken ? camel + "_" : camel;
    }

    /// <summary><c>RunningMean</c> for running_mean.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (string part in name.Split('_').Where(part => part.Length > 0))
        {
            text.Append(char.ToUpperInvariant(part[0])).Append(part, 1, part.Length - 1);
        }

        return text.Length == 0 ? "_" : text.ToString();
    }
}
