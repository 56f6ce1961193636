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

    /// <summary>Whole channels at a time: one of which a single value is left was kept whole.</summary>
    public static Batch Dropout2D(LayerRun run)
    {
        if (!run.IsTraining)
        {
            return run.Input;
        }

        var left = new Batch(run.Input.Count, run.Input.Shape, [.. run.Dropped.Select(dropped => dropped ? 0.0 : 1)]);
        double scale = 1 / (1 - run.Layer.Number("probability"));
        var output = new Batch(run.Input.Count, run.Input.Shape);
        foreach (var channel in Places(run.Input).GroupBy(place => (place.Sample, place.Channel)))
        {
            bool isKept = channel.Any(place => left[place.Sample, place.Channel, place.Y, place.X] != 0);
            foreach (Place place in channel)
            {
                output[place.Sample, place.Channel, place.Y, place.X] = isKept ? place.Value * scale : 0;
            }
        }

        return output;
    }
}
