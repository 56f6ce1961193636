namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    /// <summary>Each step of a sequence by itself; anything else as one row.</summary>
    public static Batch Dense(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        bool isSequence = input.Shape.Length == 2;
        int units = layer.Int("units"), features = isSequence ? input.Channels : input.Length;
        double[] weight = run.Parameter("weight");
        double[]? bias = layer.Flag("bias") ? run.Parameter("bias") : null;
        var output = new Batch(input.Count, isSequence ? [input.Width, units] : [units]);
        for (int row = 0; row < input.Values.Length / features; row++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                double sum = bias?[unit] ?? 0;
                for (int i = 0; i < features; i++)
                {
                    sum += weight[unit * features + i] * input.Values[row * features + i];
                }

                output.Values[row * units + unit] = sum;
            }
        }

        return output;
    }
}
