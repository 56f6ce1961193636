namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    /// <summary>A row of the table for each token.</summary>
    public static Batch Embedding(LayerRun run)
    {
        int size = run.Layer.Int("size");
        double[] weight = run.Parameter("weight");
        var output = new Batch(run.Input.Count, [run.Input.Length, size]);
        for (int row = 0; row < run.Input.Values.Length; row++)
        {
            Array.Copy(weight, (int)run.Input.Values[row] * size, output.Values, row * size, size);
        }

        return output;
    }
}
