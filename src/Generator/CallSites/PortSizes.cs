using System.Linq;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.CallSites;

/// <summary>How much of what a network takes and gives for each sample, as values.</summary>
internal sealed record PortSizes(EquatableArray<PortSize> Inputs, EquatableArray<PortSize> Outputs, EquatableArray<PortSize> Answers)
{
    public static PortSizes Of(NetworkPlan plan) => new(
        plan.Ports.Inputs.Select(port => new PortSize(port.Shape.Length, port.Shape.ToString()) { IsWhole = port.IsWhole }).ToEquatableArray(),
        plan.Ports.Outputs.Select(port => new PortSize(port.Shape.Length, port.Shape.ToString())).ToEquatableArray(),
        plan.Ports.Answers.Select(Answer).ToEquatableArray());

    private static PortSize Answer(Answer answer)
    {
        Graph.Shape scores = answer.Node.Input.Shape!;
        return answer.Kind.TakesLabels(answer.Node.Spec)
            ? new PortSize(scores.Pixels, scores.ToString()) { Classes = scores.Channels, Ignored = answer.Kind.Ignored(answer.Node.Spec) }
            : new PortSize(scores.Length, scores.ToString());
    }
}

/// <summary>What a span holds for each sample.</summary>
/// <param name="Length">Numbers, or labels.</param>
/// <param name="Shape">The shape of the numbers.</param>
internal sealed record PortSize(int Length, string Shape)
{
    /// <summary>The classes that labels can be; 0 where it holds numbers.</summary>
    public int Classes { get; init; }

    /// <summary>Whether it holds tokens.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The label that counts for nothing.</summary>
    public long? Ignored { get; init; }

    /// <summary>"784 numbers a sample (1×28×28)", "1 label a sample".</summary>
    public string Text(bool isOne) => Classes > 0
        ? Invariant.Text(Length) + (Length == 1 ? " label" : " labels") + " a sample"
        : Invariant.Text(Length) + (IsWhole ? " token" : " number") + (Length == 1 ? "" : "s") + (isOne ? ", one sample" : " a sample") + (Shape.Contains("×") ? " (" + Shape + ")" : "");
}
