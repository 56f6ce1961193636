using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>Zeros for the gradients that the first backward pass after an update adds to: those between the ones that it overwrites.</summary>
internal static class GradientClearing
{
    /// <summary>What to run; nothing where no kernel overwrites, and all gradients become zero.</summary>
    /// <param name="overwritten">The parameters whose gradients kernels overwrite.</param>
    /// <param name="length">Floats of all gradients.</param>
    public static IEnumerable<Statement> Between(IReadOnlyCollection<ParameterSlot> overwritten, long length)
    {
        long start = 0;
        foreach (ParameterSlot slot in overwritten.OrderBy(slot => slot.Offset))
        {
            if (start < slot.Offset)
            {
                yield return Clear(slot.Node, start, slot.Offset);
            }

            start = slot.Offset + Buffer.AlignUp(slot.Length);
        }

        if (start > 0 && start < length)
        {
            yield return Clear(overwritten.Last().Node, start, length);
        }
    }

    private static Statement Clear(LayerNode node, long start, long end) => new(
        node, "Clear", Leading.Part, [new TextOperand("GradientValues.Slice(" + Operand.Digits(start) + ", " + Operand.Digits(end - start) + ")")]);
}
