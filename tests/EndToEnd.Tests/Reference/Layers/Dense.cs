namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Dense(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        int units = layer.Int("units"), features = input.Length;
        double[] weight = run.Parameter("weight");
        double[]? bias = layer.Flag("bias") ? run.Parameter("bias") : null;
        var output = new Batch(input.Count, [units]);
        for (int n = 0; n < input.Count; n++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                double sum = bias?[unit] ?? 0;
                for (int i = 0; i < features; i++)
                {
                    sum += weight[unit * features + i] * input.Values[n * features + i];
                }

                output.Values[n * units + unit] = sum;
            }
        }

        return output;
    }
}
