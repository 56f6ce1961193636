namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Standardize(LayerRun run)
    {
        Batch input = run.Input, output = new(input.Count, input.Shape);
        for (int n = 0; n < input.Count; n++)
        {
            for (int c = 0; c < input.Channels; c++)
            {
                for (int y = 0; y < input.Height; y++)
                {
                    for (int x = 0; x < input.Width; x++)
                    {
                        output[n, c, y, x] = (input[n, c, y, x] - Of("mean", c)) / Of("deviation", c);
                    }
                }
            }
        }

        return output;

        double Of(string option, int channel) => run.Layer.Numbers(option) is { Length: > 0 } numbers ? numbers[channel] : run.Layer.Number(option);
    }
}
