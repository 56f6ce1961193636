namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Flatten(LayerRun run) => new(run.Input.Count, [run.Input.Length], run.Input.Values);
}
