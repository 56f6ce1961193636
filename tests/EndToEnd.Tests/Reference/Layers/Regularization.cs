namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Dropout(LayerRun run)
    {
        if (!run.IsTraining)
        {
            return run.Input;
        }

        double scale = 1 / (1 - run.Layer.Number("probability"));
        return new Batch(run.Input.Count, run.Input.Shape, [.. run.Input.Values.Select((value, i) => run.Dropped[i] ? 0 : value * scale)]);
    }
}
