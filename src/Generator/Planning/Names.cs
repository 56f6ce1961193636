using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Planning;

/// <summary>Names of locals and members in emitted code.</summary>
internal static class Names
{
    /// <summary>
    /// <c>conv1Weight</c> for Conv1_weight, escaped where it is a keyword. The dots of a name stay as underscores:
    /// <c>layer2_0_conv1Weight</c>.
    /// </summary>
    public static string Local(string name)
    {
        string local = string.Join("_", name.Split('.').Select(Camel));
        return SyntaxFacts.IsIdentifierStartCharacter(local[0]) ? Member(local) : "_" + local;
    }

    /// <summary>The name itself, escaped where it is a keyword.</summary>
    public static string Member(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static string Camel(string name)
    {
        string pascal = Pascal(name);
        return char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
    }

    /// <summary><c>RunningMean</c> for running_mean, <c>OutProjWeight</c> for out_proj.weight.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (string part in name.Split('_', '.').Where(part => part.Length > 0))
        {
            text.Append(char.ToUpperInvariant(part[0])).Append(part, 1, part.Length - 1);
        }

        return text.Length == 0 ? "_" : text.ToString();
    }
}
