using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>A call of a kernel.</summary>
/// <param name="Node">The layer that it belongs to.</param>
/// <param name="Method">Class and method: <c>Conv2D.Forward</c>.</param>
/// <param name="Leading">What stands before the operands.</param>
/// <param name="Operands">The arguments.</param>
/// <param name="OnlyForInputGradient">Whether it runs only where a session was asked for the gradient of its input.</param>
internal sealed record Statement(
    LayerNode Node, string Method, Leading Leading, IReadOnlyList<Operand> Operands, bool OnlyForInputGradient = false)
{
    public IEnumerable<BufferOperand> Buffers => Operands.OfType<BufferOperand>();

    /// <summary>Whether a worker that runs this must wait until all have finished <paramref name="earlier"/>.</summary>
    public bool DependsOn(Statement earlier)
    {
        foreach (BufferOperand mine in Buffers)
        {
            foreach (BufferOperand theirs in earlier.Buffers)
            {
                if ((mine.Writes || theirs.Writes) && (mine.Buffer == theirs.Buffer || mine.Buffer.OverlapsInMemory(theirs.Buffer)))
                {
                    return true;
                }
            }
        }

        return Gradients.Any(mine => earlier.Gradients.Contains(mine));
    }

    /// <summary>The parameters whose gradients it adds to.</summary>
    private IEnumerable<ParameterSlot> Gradients => Operands.OfType<ParameterOperand>()
        .Where(operand => operand.Form == ParameterForm.Gradient)
        .Select(operand => operand.Slot);
}

/// <summary>What every call of a family takes first.</summary>
internal enum Leading
{
    Nothing,
    Part,
    PartAndCount,
}

/// <summary>The statements of one layer, or of several that run as one.</summary>
internal sealed class StatementGroup(string title)
{
    /// <summary>The comment above: "Conv1 5×5 + ReLU: 1×28×28 → 30×24×24".</summary>
    public string Title { get; } = title;

    /// <summary>What to say where there are no statements.</summary>
    public string Nothing { get; init; } = ", the same memory";

    public List<Statement> Statements { get; } = [];
}
