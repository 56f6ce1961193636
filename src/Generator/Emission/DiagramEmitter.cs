using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the network as a graph of boxes: the layers that prediction runs as one, the inputs, the outputs, the losses.</summary>
internal sealed class DiagramEmitter(NetworkPlan plan, TypeNames types, SourceWriter writer)
{
    private readonly Dictionary<LayerNode, int> _boxes = [];
    private int _count;

    public void Write()
    {
        writer.Line();
        writer.Summary("The network as a graph, to be drawn: ToSvg gives a picture, ToMermaid text. It is made when it is asked for.");
        writer.Line($"public static {types["NetworkDiagram"]} Diagram => new(");
        using (writer.Indented())
        {
            writer.Line(Text(plan.Spec.Name.TrimStart('@')) + ",");
            string[] boxes = [.. Boxes()];
            for (int i = 0; i < boxes.Length; i++)
            {
                writer.Line(boxes[i] + (i == boxes.Length - 1 ? ");" : ","));
            }
        }
    }

    private IEnumerable<string> Boxes()
    {
        NetworkGraph graph = plan.Graph;
        Dictionary<LayerNode, FusedGroup> groups = plan.Prediction.Groups.ToDictionary(group => group.Head);
        foreach (LayerNode node in graph.Nodes)
        {
            if (graph.Inputs.Contains(node))
            {
                // Lengths belong to their sequence, and no line leads from them.
                if (node.Output.Shape!.LengthOf == 0)
                {
                    yield return Box(node.Name, "", node.Output.Shape + (node.Output.Lengths is null ? "" : " · with lengths"), "Input", node);
                }
            }
            else if (graph.Losses.Contains(node))
            {
                yield return Box(node.Name, "", node.Spec.Kind, "Loss", node);
            }
            else if (groups.TryGetValue(node, out FusedGroup? group))
            {
                if (IsPassed(node))
                {
                    _boxes[node] = _boxes[node.Input.Producer];
                }
                else
                {
                    long parameters = group.Members.SelectMany(member => member.Parameters).Where(parameter => parameter.IsLearnt).Sum(parameter => parameter.Count);
                    string result = group.Last.Output.Shape + (parameters == 0 ? "" : " · " + Invariant.Thousands(parameters) + " parameters");
                    yield return Box(Described(node), string.Join(", ", group.Members.Skip(1).Select(member => Beside(node, member))), result, Role(node), node);
                }

                foreach (LayerNode member in group.Members)
                {
                    _boxes[member] = _boxes[node];
                }
            }
        }

        // What a loss reads is known by it.
        foreach (NetworkOutput output in graph.Outputs.Where(output => !graph.Losses.Any(loss => loss.Inputs.Contains(output.Value))))
        {
            yield return Box(output.Name, [output.Value.Producer]);
        }
    }

    private string Box(string title, string also, string result, string role, LayerNode node)
    {
        string box = Box(title, also, result, role, node.Inputs.Select(input => input.Producer));
        _boxes[node] = _count++;
        return box;
    }

    private string Box(string title, IEnumerable<LayerNode> inputs) => Box(title, "", "output", "Output", inputs);

    private string Box(string title, string also, string result, string role, IEnumerable<LayerNode> inputs)
    {
        string[] arguments =
        [
            Text(title), Text(also), Text(result), types["DiagramRole"] + "." + role,
            .. inputs.Select(input => _boxes[input]).Distinct().Select(box => Invariant.Text(box)),
        ];
        return "new " + types["DiagramNode"] + "(" + string.Join(", ", arguments) + ")";
    }

    /// <summary>Whether the line is only a name, or put in by the compiler: nothing that a picture should show.</summary>
    private static bool IsPassed(LayerNode node) =>
        node.Index < 0 || (Equals(node.Output.Shape, node.Input.Shape) && node.Kind.IsIdentity(node, training: true));

    /// <summary>The name of a layer as the lines of the same block call it.</summary>
    private static string Beside(LayerNode node, LayerNode member)
    {
        string scope = node.Name.Substring(0, node.Name.LastIndexOf('.') + 1);
        return member.Name.StartsWith(scope, System.StringComparison.Ordinal) ? member.Name.Substring(scope.Length) : member.Name;
    }

    private static string Described(LayerNode node)
    {
        string detail = node.Kind.JoinsSeveral ? "" : node.Kind.Detail(node);
        return detail.Length == 0 ? node.Name : node.Name + " " + detail;
    }

    private static string Role(LayerNode node) =>
        node.Kind.JoinsSeveral ? "Join"
        : node.Kind.Normalizes && !node.Kind.IsLinear && node.Kind.Activation == ActivationFamily.None ? "Norm"
        : node.Kind.Activation != ActivationFamily.None ? "Activation"
        : node.Parameters.Count > 0 ? "Weights"
        : node.Kind.Range != ValueRange.Any ? "Activation"
        : node.Kind.Reach(node) is var reach && reach != Reach.Point && !node.Kind.IsIdentity(node, training: true) ? "Pooling"
        : "Other";

    private static string Text(string text) => Identifiers.Quote(text);
}
