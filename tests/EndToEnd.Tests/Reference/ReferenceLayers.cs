namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>The definition of every layer and loss, as plain loops in double, in the words of the mathematics.</summary>
internal static class ReferenceLayers
{
    public static Batch Dense(DeclaredLayer layer, Batch input, Func<string, double[]> parameter)
    {
        int units = layer.Int("units"), features = input.Length;
        double[] weight = parameter("weight");
        double[]? bias = layer.Flag("bias") ? parameter("bias") : null;
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

    public static Batch Conv2D(DeclaredLayer layer, Batch input, Func<string, double[]> parameter)
    {
        int filters = layer.Int("filters"), groups = layer.Int("groups");
        (int kernelY, int kernelX) = layer.Pair("kernel", 0);
        (int strideY, int strideX) = layer.Pair("stride", 1);
        (int dilationY, int dilationX) = layer.Pair("dilation", 1);
        (int top, int bottom, int left, int right) = layer.Padding();
        int channels = input.Channels / groups, group = filters / groups;
        int height = (input.Height + top + bottom - dilationY * (kernelY - 1) - 1) / strideY + 1;
        int width = (input.Width + left + right - dilationX * (kernelX - 1) - 1) / strideX + 1;
        double[] weight = parameter("weight");
        double[]? bias = layer.Flag("bias") ? parameter("bias") : null;
        var output = new Batch(input.Count, [filters, height, width]);
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

    /// <summary>The greatest value of each window; padding never wins.</summary>
    public static Batch MaxPool2D(DeclaredLayer layer, Batch input) => Pool(layer, input, static (values, _) => values.Max());

    /// <summary>
    /// The mean of each window. With padding counted, the divisor is what of the window lies in the padded image: what
    /// hangs over beyond the padding counts in neither case.
    /// </summary>
    public static Batch AveragePool2D(DeclaredLayer layer, Batch input)
    {
        bool counts = layer.Flag("countIncludePad");
        return Pool(layer, input, (values, padded) => values.Sum() / (counts ? padded : values.Count));
    }

    private static Batch Pool(DeclaredLayer layer, Batch input, Func<List<double>, int, double> reduce)
    {
        (int kernelY, int kernelX) = layer.Pair("kernel", 0);
        (int strideY, int strideX) = layer.Ints("stride") is [] or [0] ? (kernelY, kernelX) : layer.Pair("stride", 1);
        (int top, int bottom, int left, int right) = layer.Padding();
        int height = Windows(input.Height, kernelY, strideY, top, bottom, layer.Rounding);
        int width = Windows(input.Width, kernelX, strideX, left, right, layer.Rounding);
        var output = new Batch(input.Count, [input.Channels, height, width]);
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

    public static Batch GlobalAveragePool2D(Batch input)
    {
        var output = new Batch(input.Count, [input.Channels]);
        for (int i = 0; i < output.Values.Length; i++)
        {
            output.Values[i] = input.Values.AsSpan(i * input.Pixels, input.Pixels).ToArray().Average();
        }

        return output;
    }

    /// <summary>Batch statistics in training, which also move the running ones; the running ones in prediction.</summary>
    public static Batch BatchNorm(DeclaredLayer layer, Batch input, Func<string, double[]> parameter, bool training)
    {
        double epsilon = layer.Number("epsilon"), momentum = layer.Number("momentum");
        double[] weight = parameter("weight"), bias = parameter("bias");
        double[] means = parameter("running_mean"), variances = parameter("running_var");
        var output = new Batch(input.Count, input.Shape);
        int samples = input.Count * input.Pixels;
        for (int channel = 0; channel < input.Channels; channel++)
        {
            double mean = means[channel], variance = variances[channel];
            if (training)
            {
                double[] values = EachOf(channel);
                mean = values.Sum() / samples;
                variance = 0;
                foreach (double value in values)
                {
                    variance += (value - mean) * (value - mean) / samples;
                }

                means[channel] += momentum * (mean - means[channel]);
                variances[channel] += momentum * (variance * samples / (samples - 1) - variances[channel]);
            }

            for (int n = 0; n < input.Count; n++)
            for (int y = 0; y < input.Height; y++)
            for (int x = 0; x < input.Width; x++)
            {
                output[n, channel, y, x] = (input[n, channel, y, x] - mean) / Math.Sqrt(variance + epsilon) * weight[channel] + bias[channel];
            }
        }

        return output;

        double[] EachOf(int channel)
        {
            double[] values = new double[samples];
            for (int i = 0; i < samples; i++)
            {
                values[i] = input.Values[(i / input.Pixels * input.Channels + channel) * input.Pixels + i % input.Pixels];
            }

            return values;
        }
    }

    /// <summary>Over the channels of each pixel.</summary>
    public static Batch Softmax(Batch input)
    {
        var output = new Batch(input.Count, input.Shape);
        for (int n = 0; n < input.Count; n++)
        for (int y = 0; y < input.Height; y++)
        for (int x = 0; x < input.Width; x++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int channel = 0; channel < input.Channels; channel++)
            {
                largest = Math.Max(largest, input[n, channel, y, x]);
            }

            for (int channel = 0; channel < input.Channels; channel++)
            {
                sum += output[n, channel, y, x] = Math.Exp(input[n, channel, y, x] - largest);
            }

            for (int channel = 0; channel < input.Channels; channel++)
            {
                output[n, channel, y, x] /= sum;
            }
        }

        return output;
    }

    public static Batch Add(Batch left, Batch right)
    {
        Assert.Equal(left.Shape, right.Shape);
        return new Batch(left.Count, left.Shape, [.. left.Values.Zip(right.Values, (a, b) => a + b)]);
    }

    public static double MeanSquaredError(Batch output, ReadOnlySpan<float> targets)
    {
        double sum = 0;
        for (int i = 0; i < output.Values.Length; i++)
        {
            sum += (output.Values[i] - targets[i]) * (output.Values[i] - targets[i]);
        }

        return sum / output.Values.Length;
    }

    public static double SoftmaxCrossEntropy(Batch scores, ReadOnlySpan<int> labels)
    {
        double sum = 0;
        for (int n = 0; n < scores.Count; n++)
        {
            double[] row = scores.Values[(n * scores.Length)..((n + 1) * scores.Length)];
            double largest = row.Max();
            sum += largest + Math.Log(row.Sum(score => Math.Exp(score - largest))) - row[labels[n]];
        }

        return sum / scores.Count;
    }
}
