namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Conv1D(LayerRun run) => Conv2D(run);

    /// <summary>A sequence is an image of one row.</summary>
    public static Batch Conv2D(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        int filters = layer.Int("filters"), groups = layer.Int("groups");
        (int kernelY, int kernelX) = layer.Pair("kernel", 0, input);
        (int strideY, int strideX) = layer.Pair("stride", 1, input);
        (int dilationY, int dilationX) = layer.Pair("dilation", 1, input);
        (int top, int bottom, int left, int right) = layer.Padding(input, (kernelY, kernelX), (strideY, strideX), (dilationY, dilationX));
        input = right > 0 ? Counted(input) : input;
        int channels = input.Channels / groups, group = filters / groups;
        int height = (input.Height + top + bottom - dilationY * (kernelY - 1) - 1) / strideY + 1;
        int width = (input.Width + left + right - dilationX * (kernelX - 1) - 1) / strideX + 1;
        double[] weight = run.Parameter("weight");
        double[]? bias = layer.Flag("bias") ? run.Parameter("bias") : null;
        var output = new Batch(input.Count, input.Shape.Length == 2 ? [width, filters] : [filters, height, width]);
        for (int n = 0; n < input.Count; n++)
        for (int filter = 0; filter < filters; filter++)
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            double sum = bias?[filter] ?? 0;
            for (int ky = 0; ky < kernelY; ky++)
            for (int kx = 0; kx < kernelX; kx++)
            {
                int row = y * strideY + ky * dilationY - top, column = x * strideX + kx * dilationX - left;
                if (row < 0 || row >= input.Height || column < 0 || column >= input.Width)
                {
                    continue;
                }

                for (int channel = 0; channel < channels; channel++)
                {
                    sum += weight[((filter * channels + channel) * kernelY + ky) * kernelX + kx]
                        * input[n, filter / group * channels + channel, row, column];
                }
            }

            output[n, filter, y, x] = sum;
        }

        return output;
    }

    /// <summary>Every pixel spreads its value over a window of the output; padding takes off what lies at the edges.</summary>
    public static Batch ConvTranspose2D(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        Batch input = run.Input;
        int filters = layer.Int("filters"), groups = layer.Int("groups");
        (int kernelY, int kernelX) = layer.Pair("kernel", 0);
        (int strideY, int strideX) = layer.Pair("stride", 1);
        (int dilationY, int dilationX) = layer.Pair("dilation", 1);
        (int addedY, int addedX) = layer.Pair("outputPadding", 0);
        (int top, int bottom, int left, int right) = layer.Padding(input, (kernelY, kernelX), (strideY, strideX), (dilationY, dilationX));
        int channels = input.Channels / groups, group = filters / groups;
        int height = (input.Height - 1) * strideY - top - bottom + dilationY * (kernelY - 1) + addedY + 1;
        int width = (input.Width - 1) * strideX - left - right + dilationX * (kernelX - 1) + addedX + 1;
        double[] weight = run.Parameter("weight");
        double[]? bias = layer.Flag("bias") ? run.Parameter("bias") : null;
        var output = new Batch(input.Count, [filters, height, width]);
        for (int n = 0; n < input.Count; n++)
        for (int filter = 0; filter < filters; filter++)
        {
            for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                output[n, filter, y, x] = bias?[filter] ?? 0;
            }

            for (int channel = filter / group * channels; channel < (filter / group + 1) * channels; channel++)
            for (int y = 0; y < input.Height; y++)
            for (int x = 0; x < input.Width; x++)
            for (int ky = 0; ky < kernelY; ky++)
            for (int kx = 0; kx < kernelX; kx++)
            {
                int row = y * strideY + ky * dilationY - top, column = x * strideX + kx * dilationX - left;
                if (row >= 0 && row < height && column >= 0 && column < width)
                {
                    output[n, filter, row, column] += input[n, channel, y, x] * weight[((channel * group + filter % group) * kernelY + ky) * kernelX + kx];
                }
            }
        }

        return output;
    }
}
