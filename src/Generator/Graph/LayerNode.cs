using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Graph;

/// <summary>One line of the network: what it is, what it is called, what it reads and writes.</summary>
internal sealed class LayerNode
{
    public LayerNode(int index, LayerSpec spec, LayerKind kind, string name)
    {
        Index = index;
        Spec = spec;
        Kind = kind;
        Name = name;
        Output = new Value(this);
    }

    /// <summary>What problems call it by, as the line's index; −1 for a node that the compiler inserted for itself.</summary>
    public int Index { get; }

    public LayerSpec Spec { get; }

    public LayerKind Kind { get; }

    /// <summary>As people read it: <c>Conv1</c>, or <c>layer2.0.Conv1</c> inside a block.</summary>
    public string Name { get; }

    /// <summary>The name in code, where the dots are underscores.</summary>
    public string Identifier => Name.Replace('.', '_');

    /// <summary>The line of the declaration; null for a node that the compiler inserted.</summary>
    public Line? Line { get; init; }

    /// <summary>What the names of its tensors begin with in weight files.</summary>
    public string FilePrefix { get; init; } = "";

    /// <summary>In the graph of one step, the same layer in the network's graph, which owns the parameters; null in that one.</summary>
    public LayerNode? Origin { get; init; }

    public List<Value> Inputs { get; } = [];

    public Value Output { get; }

    public Value Input => Inputs[0];

    /// <summary>Whether all that the line reads was found.</summary>
    public bool IsJoined { get; set; } = true;

    /// <summary>The tensors that the layer learns or keeps, once shapes are known.</summary>
    public IReadOnlyList<Parameter> Parameters { get; set; } = [];

    /// <summary>How the weights start: as the line says, or else the network.</summary>
    public InitSpec Init { get; set; } = InitSpec.Unset;

    /// <summary>What large weights cost: as the line says, or else the network.</summary>
    public PenaltySpec Penalty { get; set; } = PenaltySpec.Unset;

    public bool IsFrozen => Spec.Frozen;

    /// <summary>The layer whose weights it shares; null where it has its own.</summary>
    public LayerNode? TiedTo { get; set; }

    /// <summary>Whether another layer shares its weights.</summary>
    public bool IsShared { get; set; }

    /// <summary>Whether steps move a parameter of the layer, or one that it shares.</summary>
    public bool IsTrained => !IsFrozen && (Parameters.Any(parameter => parameter.IsLearnt) || TiedTo is { IsTrained: true });

    public override string ToString() => Name;
}
