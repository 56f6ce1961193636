using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// The products of a dense layer with the rows of the embedding above, a table: computed once for each token, where the
/// layer itself would compute them at every step of every sample. Prediction keeps the table with the parameters; in
/// training it is made anew at every step, and its gradient, summed token by token, takes its place.
/// </summary>
/// <param name="above">The embedding.</param>
/// <param name="weight">The name of the dense layer's weight.</param>
/// <param name="bias">The name of its bias, where it has one.</param>
/// <param name="outputs">Its outputs.</param>
internal sealed class RowTable(LayerNode above, string weight, string bias, int outputs)
{
    private Shape Tokens => (above.Origin ?? above).Input.Shape!;

    private int Length => checked(Tokens.Vocabulary * outputs);

    private string Name => "Table_" + weight;

    /// <summary>The products of every step.</summary>
    public void Forward(ForwardContext forward, Operand products)
    {
        Operand[] operands = [forward.ParameterAbove(above, "weight"), forward.Parameter(weight), forward.Parameter(bias)];
        Operand table;
        if (forward.IsTraining)
        {
            table = forward.Kept(Name, Length);
            forward.CallWithPart("Dense.Forward", [Operand.Int(1), .. operands, table, DensePlan(forward)]);
        }
        else
        {
            table = forward.Prepared(Name, Length);
            forward.Prepare("TokenTable.Fill", [.. operands, table, DensePlan(forward)]);
        }

        forward.Call("Embedding.Forward", forward.InputAbove(above), forward.Read(table), products, TokenPlan(forward));
    }

    /// <summary>The gradients of weight and bias, and of the embedding, from that of the products.</summary>
    public void Backward(BackwardContext backward, Operand products)
    {
        var table = (BufferOperand)backward.Kept(Name, Length);
        Operand plan = DensePlan(backward), one = Operand.Int(1);
        backward.Call("TokenTable.Gradient", backward.InputAbove(above), products, table with { Writes = true }, TokenPlan(backward));
        if (backward.Trains)
        {
            backward.CallWithPart("Dense.BackwardWeight", one, backward.ParameterAbove(above, "weight"), table, backward.ParameterGradient(weight), plan);
            if (backward.HasParameter(bias))
            {
                backward.CallWithPart("Dense.BackwardBias", one, table, backward.ParameterGradient(bias), plan);
            }
        }

        if (backward.ParameterGradientAbove(above, "weight") is { } gradient)
        {
            backward.CallWithPart(
                DenseInputGradient.Kernel(outputs), one, table, DenseInputGradient.Weight(backward, weight, outputs, plan), gradient, plan, Operand.Bool("accumulate", true));
        }
    }

    private Operand DensePlan(StatementContext context) => context.PlanOf(
        "_" + Name, "DenseShape", ("Inputs", above.Output.Shape!.Channels), ("Outputs", outputs), ("Rows", Tokens.Vocabulary));

    private Operand TokenPlan(StatementContext context) => context.PlanOf(
        "_tokens_" + weight, "EmbeddingShape", ("Steps", above.Input.Shape!.Length), ("Vocabulary", Tokens.Vocabulary), ("Size", outputs), ("Panel", 0));
}
