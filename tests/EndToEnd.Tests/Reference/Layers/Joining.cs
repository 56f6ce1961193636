namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Tap(LayerRun run) => run.Input;

    public static Batch Add(LayerRun run) => run.Inputs.Aggregate(Sum);

    private static Batch Sum(Batch left, Batch right)
    {
        Assert.Equal(left.Shape, right.Shape);
        return new Batch(left.Count, left.Shape, [.. left.Values.Zip(right.Values, (a, b) => a + b)]);
    }
}
