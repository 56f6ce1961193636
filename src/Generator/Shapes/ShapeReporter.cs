using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Shapes;

/// <summary>Collects what is wrong with the shapes of one layer: the numbers, the trace that led to them, and ways out.</summary>
internal sealed partial class ShapeReporter(LayerNode node, ICollection<Problem> problems)
{
    /// <summary>What would put the shapes of the layer right.</summary>
    public ShapeRemedies Remedies => new(Node, IsTrial);

    /// <summary>Whether other options are only tried, as remedies: nobody asks for the remedies of those.</summary>
    public bool IsTrial { get; init; }

    public LayerNode Node { get; } = node;

    /// <summary>Reports an option below its least value.</summary>
    public bool AtLeast(string option, long value, long least)
    {
        if (value >= least && value <= int.MaxValue)
        {
            return true;
        }

        if (value < least)
        {
            Report(ShapeDescriptors.TooSmall, [], Node.Name, option, Text(value), Text(least));
        }
        else
        {
            Report(LimitDescriptors.TooLarge, [], Node.Name, option + " " + Text(value));
        }

        return false;
    }

    /// <summary>Reports an option that is no number of a range.</summary>
    public bool InRange(string option, double value, bool isInside, string range)
    {
        if (!isInside)
        {
            Report(ShapeDescriptors.OutOfRange, [], Node.Name, option, value.ToString("R", CultureInfo.InvariantCulture), range);
        }

        return isInside;
    }

    /// <summary>Reports a type argument that generated code cannot call.</summary>
    public bool TypeImplements(string? wanted)
    {
        if (wanted is null || Node.Spec.TypeArgument is not { } type)
        {
            return true;
        }

        if (!type.Interfaces.Contains(wanted))
        {
            Report(UsageDescriptors.TypeDoesNotImplement, [], Node.Spec.Kind, type.Name, wanted);
        }
        else if (type.Accessibility == "file")
        {
            Report(UsageDescriptors.TypeLocalToFile, [], Node.Name, type.Name);
        }
        else
        {
            return true;
        }

        return false;
    }

    /// <summary>The layers that led to the shape at hand, as further places of a problem.</summary>
    public int[] Related() => [.. Path().Select(step => step.Index)];

    public void WrongLength(string option, int count, string form) => WrongLength(option, count, [], form);

    public void WrongLength(string option, int count, IEnumerable<Remedy> remedies, string form) =>
        Report(ShapeDescriptors.WrongLength, [], remedies, Node.Name, option, Text(count), form);

    public void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, int[] related, params string[] arguments) =>
        Report(descriptor, related, [], arguments);

    public void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, int[] related, IEnumerable<Remedy> remedies, params string[] arguments) =>
        problems.Add(Problems.At(descriptor, Node.Index, related.Where(index => index >= 0 && index != Node.Index).Distinct().ToArray(), arguments).With(IsTrial ? [] : remedies));

    /// <summary>
    /// "Input 1×28×28 → Conv1 6×24×24 → Pool1 6×12×12 → Conv2", without the layers that keep the shape. A block that is
    /// behind is one step: "layer1 64×56×56".
    /// </summary>
    public string Trace()
    {
        var steps = new List<(string Name, string Shape)>();
        foreach (LayerNode step in Path())
        {
            string name = Seen(step), shape = " " + step.Output.Shape;
            if (steps.Count > 0 && steps[steps.Count - 1].Name == name)
            {
                steps.RemoveAt(steps.Count - 1);
            }

            steps.Add((name, shape));
        }

        return string.Join(" → ", steps.Select(step => step.Name + step.Shape)) + " → " + Node.Name;
    }

    /// <summary>What a layer is called from where this one stands: the outermost block that this one is not in, else its own name.</summary>
    private string Seen(LayerNode step)
    {
        string seen = step.Name;
        for (Scope? scope = step.Line?.Scope; scope is { Use: not null } && !IsInside(scope); scope = scope.Use.Scope)
        {
            seen = IsInside(scope.Use.Scope) && scope.Use.Repeats.Exists(IsInside) ? scope.Prefix.TrimEnd('.') : scope.Use.FullName;
        }

        return seen;
    }

    private bool IsInside(Scope scope)
    {
        for (Scope? own = Node.Line?.Scope; own is not null; own = own.Use?.Scope)
        {
            if (own == scope)
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private List<LayerNode> Path()
    {
        var path = new List<LayerNode>();
        for (LayerNode? current = Node.Input.Producer; current is not null; current = current.Inputs.Count > 0 ? current.Input.Producer : null)
        {
            if (current.Inputs.Count == 0 || !Equals(current.Output.Shape, current.Input.Shape))
            {
                path.Insert(0, current);
            }
        }

        return path;
    }
}
