using System.Globalization;
using System.Reflection;
using System.Text;
using Espalier.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Fuzz;

/// <summary>
/// Calls of a network, each in a method of its own, with spans of right and wrong lengths: those that the compiler warns of
/// throw when they run, and no others.
/// </summary>
internal static class Calls
{
    private const string Class = "Calls";
    private const int Count = 3, Samples = 3;

    /// <summary>A class with calls of <c>Net</c>; empty where an input says how many steps count, since zeros are no such numbers.</summary>
    public static string Draw(Random random, NetworkPlan plan)
    {
        if (plan.Ports.Inputs.Any(port => port.Shape.LengthOf > 0))
        {
            return "";
        }

        StringBuilder text = new($"\npublic static class {Class}\n{{\n");
        for (int i = 0; i < Count; i++)
        {
            int samples = 1 + random.Next(Samples);
            IEnumerable<string> spans = plan.Ports.Inputs.Concat(plan.Ports.Outputs).Select(port => Span(random, port, samples));
            text.Append(CultureInfo.InvariantCulture, $"public static void Call{i}(Net net) => net.Predict({string.Join(", ", spans)});\n");
        }

        return text.Append('}').ToString();
    }

    /// <summary>Whether a place is an argument of such a call.</summary>
    public static bool IsArgument(SyntaxNode node) => Method(node) is not null && node.FirstAncestorOrSelf<ArgumentSyntax>() is not null;

    /// <summary>Whether a place is in that class: it does not compile before the network is generated.</summary>
    public static bool Hold(Location place) => place.SourceTree?.GetRoot().FindNode(place.SourceSpan) is { } node && Method(node) is not null;

    /// <summary>The methods of which a diagnostic says that a length is wrong.</summary>
    public static HashSet<string> Flagged(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics.Where(problem => problem.Id is "ESP0601" or "ESP0602")
            .Select(problem => Method(problem.Location.SourceTree!.GetRoot().FindNode(problem.Location.SourceSpan)))
            .OfType<string>(),
    ];

    /// <summary>Runs them; null where those throw that were flagged.</summary>
    public static string? Run(Assembly assembly, IReadOnlySet<string> flagged)
    {
        Type? type = assembly.GetTypes().FirstOrDefault(type => type.Name == Class);
        foreach (MethodInfo method in type?.GetMethods(BindingFlags.Public | BindingFlags.Static) ?? [])
        {
            bool throws = false;
            try
            {
                method.Invoke(null, [method.GetParameters()[0].ParameterType.GetMethod("Create", [typeof(int)])!.Invoke(null, [1])]);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException)
            {
                throws = true;
            }

            if (throws != flagged.Contains(method.Name))
            {
                return $"call: {method.Name} {(throws ? "throws, and nothing was said" : "runs, and was said to be wrong")}";
            }
        }

        return null;
    }

    private static string? Method(SyntaxNode node) =>
        node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Parent: ClassDeclarationSyntax { Identifier.ValueText: Class } } method ? method.Identifier.ValueText : null;

    private static string Span(Random random, Port port, int samples)
    {
        string length = (random.Next(6) switch
        {
            0 => (port.Shape.Length * samples) + 1,
            1 => port.Shape.Length * (1 + random.Next(Samples)),
            _ => port.Shape.Length * samples,
        }).ToString(CultureInfo.InvariantCulture);
        string type = port.IsWhole ? "int" : "float";
        return random.Next(4) switch
        {
            0 => $"new {type}[1 + {length}].AsSpan(1)",
            1 => $"stackalloc {type}[{length}]",
            2 => $"(new {type}[2 * {length}])[{length}..]",
            _ => $"new {type}[{length}]",
        };
    }
}
