namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch MaxPool1D(LayerRun run) => MaxPool2D(run);

    public static Batch AveragePool1D(LayerRun run) => AveragePool2D(run);

    public static Batch GlobalAveragePool1D(LayerRun run) => Global(run.Input, static values => values.Average());

    public static Batch GlobalMaxPool1D(LayerRun run) => Global(run.Input, static values => values.Max());

    public static Batch AdaptiveAveragePool1D(LayerRun run) => Adaptive(run.Input, 1, run.Layer.Int("steps"));

    public static Batch AdaptiveAveragePool2D(LayerRun run) => Adaptive(run.Input, run.Layer.Int("height"), run.Layer.Int("width"));

    /// <summary>The greatest value of each window; padding never wins.</summary>
    public static Batch MaxPool2D(LayerRun run) => Pool(run.Layer, run.Input, static (values, _) => values.Max());

    /// <summary>
    /// The mean of each window. With padding counted, the divisor is what of the window lies in the padded image: what
    /// hangs over beyond the padding counts in neither case.
    /// </summary>
    public static Batch AveragePool2D(LayerRun run)
    {
        bool counts = run.Layer.Flag("countIncludePad");
        return Pool(run.Layer, run.Input, (values, padded) => values.Sum() / (counts ? padded : values.Count));
    }

    public static Batch GlobalAveragePool2D(LayerRun run) => Global(run.Input, static values => values.Average());

    public static Batch GlobalMaxPool2D(LayerRun run) => Global(run.Input, static values => values.Max());

    private static Batch Global(Batch input, Func<double[], double> reduce)
    {
        var output = new Batch(input.Count, [input.Channels]);
        for (int n = 0; n < input.Count; n++)
        for (int channel = 0; channel < input.Channels; channel++)
        {
            double[] values = new double[input.Lengths.Length == 0 ? input.Pixels : (int)input.Lengths[n]];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = input[n, channel, i / input.Width, i % input.Width];
            }

            output.Values[n * input.Channels + channel] = reduce(values);
        }

        return output;
    }

    /// <summary>Window i of n begins at ⌊i·size / n⌋ and ends before ⌈(i + 1)·size / n⌉.</summary>
    private static Batch Adaptive(Batch input, int height, int width)
    {
        var output = new Batch(input.Count, input.Shape.Length == 2 ? [width, input.Channels] : [input.Channels, height, width]);
        for (int n = 0; n < input.Count; n++)
        for (int channel = 0; channel < input.Channels; channel++)
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            double sum = 0;
            int count = 0;
            for (int row = (int)Math.Floor((double)y * input.Height / height); row < Math.Ceiling((y + 1.0) * input.Height / height); row++)
            for (int column = (int)Math.Floor((double)x * input.Width / width); column < Math.Ceiling((x + 1.0) * input.Width / width); column++)
            {
                sum += input[n, channel, row, column];
                count++;
            }

            output[n, channel, y, x] = sum / count;
        }

        return output;
    }

    private static Batch Pool(DeclaredLayer layer, Batch input, Func<List<double>, int, double> reduce)
    {
        (int kernelY, int kernelX) = layer.Pair("kernel", 0, input);
        (int strideY, int strideX) = layer.Ints("stride") is [] or [0] ? (kernelY, kernelX) : layer.Pair("stride", 1, input);
        (int top, int bottom, int left, int right) = layer.Padding(input, (kernelY, kernelX), (strideY, strideX), (1, 1));
        int height = Windows(input.Height, kernelY, strideY, top, bottom, layer.Rounding);
        int width = Windows(input.Width, kernelX, strideX, left, right, layer.Rounding);
        var output = new Batch(input.Count, input.Shape.Length == 2 ? [width, input.Channels] : [input.Channels, height, width]);
        var values = new List<double>();
        for (int n = 0; n < input.Count; n++)
        for (int channel = 0; channel < input.Channels; channel++)
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            values.Clear();
            int padded = 0;
            for (int row = y * strideY - top; row < y * strideY - top + kernelY; row++)
            for (int column = x * strideX - left; column < x * strideX - left + kernelX; column++)
            {
                padded += row < input.Height + bottom && column < input.Width + right ? 1 : 0;
                if (row >= 0 && row < input.Height && column >= 0 && column < input.Width)
                {
                    values.Add(input[n, channel, row, column]);
                }
            }

            output[n, channel, y, x] = reduce(values, padded);
        }

        return output;
    }

    /// <summary>How many windows fit; rounded up, a last one must still start inside the image or its first padding.</summary>
    private static int Windows(int size, int kernel, int stride, int before, int after, Rounding rounding)
    {
        int room = size + before + after - kernel;
        if (rounding != Rounding.Ceiling)
        {
            return room / stride + 1;
        }

        int windows = (room + stride - 1) / stride + 1;
        return (windows - 1) * stride >= size + before ? windows - 1 : windows;
    }
}
