namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Elementwise(LayerRun run) => run.Layer.TypeArgument!.Name switch
    {
        "Mish" => run.Input.Map(x => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        _ => run.Input.Map(x => (x > 0.5 ? Math.Sqrt(x) : Erf(x) / 2) + Math.Abs(x) / 4 + x),
    };

    public static Batch Custom(LayerRun run)
    {
        Batch input = run.Input;
        if (run.Layer.TypeArgument!.Name == "Pairs")
        {
            return new Batch(input.Count, [input.Length / 2], [.. input.Values.Chunk(2).Select(pair => pair[0] * pair[1])]);
        }

        var output = new Batch(input.Count, [2, input.Height, input.Width]);
        double[] weight = run.Parameter("weight");
        ForEach(output, index =>
        {
            double sum = Enumerable.Range(0, input.Channels).Sum(channel => weight[channel] * input[index[0], channel, index[2], index[3]]);
            At(output, index) = run.Layer.Floats("options")[index[1]] * sum;
        });
        return output;
    }
}
