namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Upsample2D(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        (int scaleY, int scaleX) = layer.Pair("scale", 1);
        bool isBilinear = layer.Int("mode") == (int)Interpolation.Bilinear, alignCorners = layer.Flag("alignCorners");
        var output = new Batch(input.Count, [input.Channels, input.Height * scaleY, input.Width * scaleX]);
        for (int n = 0; n < input.Count; n++)
        for (int channel = 0; channel < input.Channels; channel++)
        for (int y = 0; y < output.Height; y++)
        for (int x = 0; x < output.Width; x++)
        {
            if (!isBilinear)
            {
                output[n, channel, y, x] = input[n, channel, y / scaleY, x / scaleX];
                continue;
            }

            double row = Place(y, input.Height, output.Height), column = Place(x, input.Width, output.Width);
            for (int i = 0; i < input.Height; i++)
            for (int j = 0; j < input.Width; j++)
            {
                output[n, channel, y, x] += Math.Max(0, 1 - Math.Abs(row - i)) * Math.Max(0, 1 - Math.Abs(column - j)) * input[n, channel, i, j];
            }
        }

        return output;

        // Where an output pixel lies among the input's; beyond the last centres there is nothing to interpolate with.
        double Place(int position, int inputs, int outputs) => alignCorners
            ? (outputs == 1 ? 0 : position * (inputs - 1.0) / (outputs - 1))
            : Math.Clamp((position + 0.5) * inputs / outputs - 0.5, 0, inputs - 1);
    }
}
