using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>A line that takes what the caller gives: it reads no other.</summary>
internal abstract class SourceKind : LayerKind
{
    public override bool IsNumbered => false;

    /// <summary>The parameter by which generated methods take it where it is the only one.</summary>
    public abstract string PortName { get; }

    public override void Forward(ForwardContext forward)
    {
    }

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward)
    {
    }
}
