using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Planning;

/// <summary>
/// What goes in and comes out, by the names that parameters of generated methods have: inputs, outputs, and the labels
/// or targets of the losses. The only input is the parameter input, the only output the parameter output.
/// </summary>
internal sealed class Ports
{
    /// <summary>Names of the generated methods' own.</summary>
    public static readonly string[] Reserved =
    [
        "parameters", "count", "part", "values", "prepared", "samples", "start", "block", "scores", "pixels", "stride",
    ];

    public Ports(NetworkGraph graph)
    {
        var taken = new HashSet<string>(Reserved);
        bool isOnly;
        Inputs = graph.Inputs.Select(node =>
        {
            // Lengths are counted apart: beside the only sequence they are the only ones.
            string name = graph.Inputs.Count(other => other.Kind is LengthsKind == node.Kind is LengthsKind) == 1 ? ((SourceKind)node.Kind).PortName : node.Name;
            return new Port(node.Spec.Name ?? name, Unique(taken, name), node.Output);
        }).ToArray();
        var before = new HashSet<string>(taken);
        isOnly = graph.Outputs.Count == 1;
        Outputs = graph.Outputs.Select(output => new Port(output.GivenName ?? (isOnly ? "output" : output.Name), Unique(taken, isOnly ? "output" : output.Name), output.Value)).ToArray();

        // A method takes outputs or answers, never both.
        isOnly = graph.Losses.Count == 1;
        Answers = graph.Losses.Select(node => new Answer(node, Unique(before, !isOnly && node.Spec.Name is { } name ? name : ((LossKind)node.Kind).TakesLabels(node.Spec) ? "labels" : "targets"))).ToArray();
    }

    public IReadOnlyList<Port> Inputs { get; }

    public IReadOnlyList<Port> Outputs { get; }

    public IReadOnlyList<Answer> Answers { get; }

    /// <summary>Whether one span of floats goes into prediction and one comes out, so that the base class has all that is needed.</summary>
    public bool IsPlain => IsSingle && !HasWholeInputs;

    /// <summary>Whether one span goes into prediction and one comes out.</summary>
    public bool IsSingle => Inputs.Count == 1 && Outputs.Count == 1;

    /// <summary>Whether an input is of whole numbers.</summary>
    public bool HasWholeInputs => Inputs.Any(input => input.IsWhole);

    /// <summary>The integers in which tokens may come: methods have a form for each; one form where there are no tokens.</summary>
    public IReadOnlyList<string> TokenTypes => Inputs.Any(input => input.Shape.Vocabulary > 0) ? ["int", "byte"] : [""];

    /// <summary>Whether one span of floats goes into a session, so that the base class has what takes it.</summary>
    public bool HasPlainInput => Inputs.Count == 1 && !HasWholeInputs;

    /// <summary>Whether a step takes one span of samples and one of labels or targets, so that a base class has all that is needed.</summary>
    public bool HasPlainStep => Inputs.Count == 1 && Answers.Count == 1;

    /// <summary>The only loss by which samples have a label; null where there is none, or several.</summary>
    public Answer? Classifier
    {
        get
        {
            Answer[] classifiers = Answers.Where(answer => answer.Kind.IsClassifier(answer.Node)).ToArray();
            return classifiers.Length == 1 ? classifiers[0] : null;
        }
    }

    public int IndexOfOutput(Value value) => Outputs.TakeWhile(output => output.Value != value).Count();

    private static string Unique(HashSet<string> taken, string name)
    {
        string free = Names.Local(name.Replace('.', '_'));
        while (!taken.Add(free))
        {
            free += "_";
        }

        return free;
    }
}

/// <summary>An input or an output.</summary>
/// <param name="Name">Its name in the declaration.</param>
/// <param name="Local">The parameter that stands for it.</param>
/// <param name="Value">Its value in the graph.</param>
internal sealed record Port(string Name, string Local, Value Value)
{
    public Shape Shape => Value.Shape!;

    /// <summary>Whether it is an input of whole numbers.</summary>
    public bool IsWhole => Shape.IsWhole;

    /// <summary>The type of its elements in the methods for tokens of some type.</summary>
    public string Element(string tokenType) => Shape.Vocabulary > 0 ? tokenType : IsWhole ? "int" : "float";
}

/// <summary>What a loss compares with.</summary>
/// <param name="Node">The loss.</param>
/// <param name="Local">The parameter that stands for it.</param>
internal sealed record Answer(LayerNode Node, string Local)
{
    public LossKind Kind => (LossKind)Node.Kind;
}
