namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>One layer at work on one batch: what it was declared with and what it reads.</summary>
/// <param name="Layer">The declaration.</param>
/// <param name="Inputs">The line above or that of <c>From</c>, then what it joins.</param>
/// <param name="Parameter">Its tensors by name, in PyTorch's order; running statistics may be written.</param>
/// <param name="IsTraining">Whether the batch is trained on.</param>
/// <param name="Dropped">Which values of a dropout's output are zero.</param>
internal sealed record LayerRun(DeclaredLayer Layer, Batch[] Inputs, Func<string, double[]> Parameter, bool IsTraining, bool[] Dropped)
{
    public Batch Input => Inputs[0];

    /// <summary>How many steps of a sample count.</summary>
    public int LengthOf(int sample) => Input.Lengths.Length == 0 ? Input.Width : (int)Input.Lengths[sample];
}

/// <summary>
/// The definition of every layer as plain loops in double, in the words of the mathematics: one method a kind, found by
/// its name, a file a family.
/// </summary>
internal static partial class ReferenceLayers
{
    /// <summary>The method that computes a kind of layer.</summary>
    public static Func<LayerRun, Batch> Of(string kind) =>
        typeof(ReferenceLayers).GetMethod(kind, [typeof(LayerRun)])?.CreateDelegate<Func<LayerRun, Batch>>()
        ?? throw new NotSupportedException("The reference does not know the layer " + kind + ".");
}
