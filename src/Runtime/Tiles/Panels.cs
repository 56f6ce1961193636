namespace Espalier.Tiles;

/// <summary>
/// The layout of weights: <c>[group][panel of P outputs][k][P]</c>, where k runs over what is summed. The last panel of a
/// group is padded with zeros. The layout is the same for every vector width.
/// The compiler reads this file, too, for the plan.
/// </summary>
internal static class Panels
{
    /// <summary>P, the outputs of a panel: 16 or 32, as many as two of the widest vectors hold.</summary>
    public static int Width(int outputs) => outputs <= 16 ? 16 : 32;

    /// <summary>Outputs of a group, filled up to whole panels.</summary>
    public static int Padded(int outputs)
    {
        int width = Width(outputs);
        return (outputs + width - 1) / width * width;
    }

    /// <summary>Floats of a block of panels.</summary>
    /// <param name="outputs">Outputs of a group.</param>
    /// <param name="inner">The length of k.</param>
    /// <param name="groups">The number of groups.</param>
    public static int Length(int outputs, int inner, int groups = 1) => groups * Padded(outputs) * inner;
}
