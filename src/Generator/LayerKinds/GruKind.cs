using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// The gated recurrent unit. Its reset gate stands between the product with the state and the sum, so that the gradients of
/// the two products differ: that of the state's takes the place of what forward kept.
/// </summary>
internal sealed class GruKind : RecurrentKind
{
    public override string Name => "Gru";

    protected override int Gates => 3;

    protected override int KeptLength(LayerNode node) => Gates * Hidden(node);

    protected override Operand ProductGradient(BackwardContext backward, Pass pass) => Kept(backward, pass).Single();
}
