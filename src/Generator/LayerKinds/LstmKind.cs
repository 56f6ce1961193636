using Espalier.Generator.Graph;

namespace Espalier.Generator.LayerKinds;

/// <summary>Long short-term memory; forward keeps the cells.</summary>
internal sealed class LstmKind : RecurrentKind
{
    public override string Name => "Lstm";

    protected override int Gates => 4;

    protected override string[] InitialOptions => ["state", "cell"];

    protected override int KeptLength(LayerNode node) => Hidden(node);

    protected override int StateVectors => 2;
}
