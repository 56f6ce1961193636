using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Espalier.Simd;
using Xunit;

namespace Espalier.Runtime.Tests.Normalization;

/// <summary>Batch normalisation phase by phase, as a team runs it, against a reference in double precision.</summary>
public class BatchNormTests
{
    private const float Epsilon = 1e-5f;

    public static IEnumerable<(int Count, int Channels, int Pixels)> Sizes =>
        Enumerable.Range(1, 70).SelectMany(channels => new[] { (5, channels, 1), (3, channels, channels % 3 == 0 ? 50 : 7) })
            .Concat([(7, 3, 100), (2, 16, 64), (3, 30, 144), (2, 511, 3), (2, 512, 3), (3, 600, 2), (2, 9000, 2), (1, 4, 9)]);

    [Fact]
    public void Forward_is_the_reference()
    {
        Random random = new(1);
        foreach ((int count, int channels, int pixels) in Sizes)
        {
            Batch batch = new(random, count, channels, pixels);
            string what = $"{count} samples, {channels} channels, {pixels} pixels";
            (double[] means, double[] variances) = Statistics(batch.X, channels);
            double[] expected = Reference(batch.X, batch.Weight, batch.Bias, channels);

            float[] statistics = batch.RunStatistics();
            Kernel.Close(means, statistics.AsSpan(0, channels), 2e-6, what);
            Kernel.Close(variances, statistics.AsSpan(channels), 5e-6, what);

            float[] output = batch.RunNormalize<Identity>(statistics);
            Kernel.Close(expected, output, 2e-5, what);

            float[] rectified = batch.RunNormalize<ReLU.Function>(statistics);
            Assert.Equal(output.Select(value => MathF.Max(value, 0)), rectified);
        }
    }

    [Fact]
    public void The_public_kernels_run_the_phases()
    {
        Batch batch = new(new Random(2), 3, 21, 10);
        float[] statistics = batch.RunStatistics();
        float[] scratch = new float[2 * 21 * 3];
        float[] output = new float[batch.X.Length];
        float[] left = new float[2 * 21];
        Check.Team(1, part => BatchNorm.Forward(part, 3, batch.Input, batch.Weight, batch.Bias, output, left, scratch, 21, 10, Epsilon));
        Check.SameBits(statistics, left, "statistics");
        Check.SameBits(batch.RunNormalize<Identity>(statistics), output, "output");

        Check.Team(1, part => BatchNorm.ForwardReLU(part, 3, batch.Input, batch.Weight, batch.Bias, output, left, scratch, 21, 10, Epsilon));
        Check.SameBits(batch.RunNormalize<ReLU.Function>(statistics), output, "rectified output");

        (float[] dInput, float[] dWeight, float[] dBias) = batch.RunBackward(statistics, output, accumulate: true);
        float[] dx = [.. batch.Before];
        float[] dw = new float[21];
        float[] db = new float[21];
        Check.Team(1, part => BatchNorm.Backward(part, 3, batch.Input, batch.Weight, statistics, output, dx, dw, db, scratch, 21, 10, Epsilon, accumulate: true));
        Check.SameBits(dInput, dx, "dInput");
        Check.SameBits(dWeight, dw, "dWeight");
        Check.SameBits(dBias, db, "dBias");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(5, 60)]
    [InlineData(30, 30)]
    [InlineData(600, 4)]
    public void A_large_mean_costs_no_digits_of_the_variance(int channels, int pixels)
    {
        // Multiples of 1/256 around 10 000 are exact; the first pixel of each sample is an outlier, as at a border.
        Random random = new(3);
        const int Count = 40;
        Batch batch = new(random, Count, channels, pixels, () => 10_000 + (random.Next(-256, 256) / 256.0));
        (double[] means, double[] variances) = Statistics(batch.X, channels);
        float[] statistics = batch.RunStatistics();
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(means[c], statistics[c], 2e-3);
            Assert.Equal(1, statistics[channels + c] / variances[c], 1e-4);
        }
    }

    [Fact]
    public void Backward_is_the_reference()
    {
        Random random = new(4);
        foreach ((int count, int channels, int pixels) in Sizes)
        {
            Batch batch = new(random, count, channels, pixels);
            float[] dOutput = Check.Random(random, batch.X.Length);
            string what = $"{count} samples, {channels} channels, {pixels} pixels";
            (double[] dx, double[] dWeight, double[] dBias) = ReferenceGradient(batch.X, batch.Weight, dOutput, channels);

            float[] statistics = batch.RunStatistics();
            (float[] actual, float[] actualWeight, float[] actualBias) = batch.RunBackward(statistics, dOutput, accumulate: false);
            Kernel.Close(dx, actual, 2e-4, what);
            Kernel.Close(dWeight, actualWeight, 2e-5, what);
            Kernel.Close(dBias, actualBias, 1e-5, what);

            (float[] added, _, _) = batch.RunBackward(statistics, dOutput, accumulate: true);
            Kernel.Close([.. dx.Select((value, i) => value + batch.Before[i])], added, 2e-4, what);
        }
    }

    [Theory]
    [InlineData(4, 3, 1)]
    [InlineData(2, 2, 6)]
    public void The_references_gradients_are_derivatives(int count, int channels, int pixels)
    {
        Random random = new(5);
        Batch batch = new(random, count, channels, pixels);
        float[] dOutput = Check.Random(random, batch.X.Length);
        (double[] dx, double[] dWeight, double[] dBias) = ReferenceGradient(batch.X, batch.Weight, dOutput, channels);
        double[] weight = Kernel.Double(batch.Weight);
        double[] bias = Kernel.Double(batch.Bias);
        AssertClose(Kernel.Gradient(batch.X, x => Kernel.Dot(dOutput, Reference(x, weight, bias, channels))), dx);
        AssertClose(Kernel.Gradient(weight, w => Kernel.Dot(dOutput, Reference(batch.X, w, bias, channels))), dWeight);
        AssertClose(Kernel.Gradient(bias, b => Kernel.Dot(dOutput, Reference(batch.X, weight, b, channels))), dBias);

        static void AssertClose(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));
    }

    [Fact]
    public void Given_statistics_are_used_as_they_are()
    {
        Random random = new(7);
        foreach ((int count, int channels, int pixels) in Sizes)
        {
            Batch batch = new(random, count, channels, pixels);
            float[] mean = Check.Random(random, channels), variance = [.. Check.Random(random, channels).Select(x => x + 1.5f)];
            float[] dOutput = Check.Random(random, batch.X.Length);
            double[] deviations = [.. variance.Select(value => Math.Sqrt(value + (double)Epsilon))];
            string what = $"{count} samples, {channels} channels, {pixels} pixels";

            foreach (bool isAffine in (bool[])[true, false])
            {
                double[] factors = [.. deviations.Select((deviation, c) => (isAffine ? batch.Weight[c] : 1) / deviation)];
                double[] expected = [.. batch.X.Select((x, i) => ((x - mean[i % channels]) * factors[i % channels]) + (isAffine ? batch.Bias[i % channels] : 0))];
                float[] weight = isAffine ? batch.Weight : [], bias = isAffine ? batch.Bias : [];
                float[] output = Kernel.Run(expected.Length, (part, to) => BatchNorm.ForwardFixed(part, count, batch.Input, weight, bias, mean, variance, to.Span, channels, pixels, Epsilon));
                Kernel.Close(expected, output, 2e-6, what);
                float[] rectified = Kernel.Run(batch.Input, (part, to) => BatchNorm.ForwardFixedReLU(part, count, to.Span, weight, bias, mean, variance, to.Span, channels, pixels, Epsilon));
                Assert.Equal(output.Select(value => MathF.Max(value, 0)), rectified);

                double[] dx = [.. dOutput.Select((dy, i) => dy * factors[i % channels])];
                float[] dInput = Kernel.Run(dOutput, (part, to) => BatchNorm.BackwardFixedInput(part, count, weight, variance, to.Span, to.Span, channels, pixels, Epsilon));
                Kernel.Close(dx, dInput, 2e-6, what);
                float[] added = Kernel.Run(batch.Before, (part, to) => BatchNorm.BackwardFixedInput(part, count, weight, variance, dOutput, to.Span, channels, pixels, Epsilon, accumulate: true));
                Kernel.Close([.. dx.Select((value, i) => value + batch.Before[i])], added, 2e-6, what);
            }

            double[] dWeight = new double[channels], dBias = new double[channels];
            for (int i = 0; i < dOutput.Length; i++)
            {
                dWeight[i % channels] += dOutput[i] * (batch.X[i] - mean[i % channels]) / deviations[i % channels];
                dBias[i % channels] += dOutput[i];
            }

            float[] weightGradient = new float[channels], biasGradient = new float[channels], scratch = new float[2 * channels * count];
            Check.Team(1, part => BatchNorm.BackwardFixedParameters(part, count, batch.Input, mean, variance, dOutput, weightGradient, biasGradient, scratch, channels, pixels, Epsilon));
            Kernel.Close(dWeight, weightGradient, 2e-5, what);
            Kernel.Close(dBias, biasGradient, 1e-5, what);
        }
    }

    [Theory]
    [InlineData(21, 10)]
    [InlineData(5, 1)]
    public void Without_weight_and_bias_they_are_one_and_zero(int channels, int pixels)
    {
        Batch batch = new(new Random(8), 3, channels, pixels);
        float[] ones = [.. Enumerable.Repeat(1f, channels)], zeros = new float[channels];
        float[] dOutput = Check.Random(new Random(9), batch.X.Length);
        Check.SameBits(Run(ones, zeros), Run([], []), "output and gradient");

        float[] scale = new float[channels], shift = new float[channels], plainScale = new float[channels], plainShift = new float[channels];
        BatchNorm.ScaleAndShift(ones, zeros, batch.Weight, ones, scale, shift, Epsilon);
        BatchNorm.ScaleAndShift([], [], batch.Weight, ones, plainScale, plainShift, Epsilon);
        Check.SameBits(scale, plainScale, "scale");
        Check.SameBits(shift, plainShift, "shift");

        float[] Run(float[] weight, float[] bias)
        {
            float[] output = new float[batch.X.Length], dInput = new float[batch.X.Length], statistics = new float[2 * channels], scratch = new float[6 * channels];
            Check.Team(1, part =>
            {
                BatchNorm.Forward(part, 3, batch.Input, weight, bias, output, statistics, scratch, channels, pixels, Epsilon);
                BatchNorm.Backward(part, 3, batch.Input, weight, statistics, dOutput, dInput, default, default, scratch, channels, pixels, Epsilon);
            });
            return [.. output, .. dInput];
        }
    }

    [Fact]
    public void Running_averages_move_by_the_momentum_with_the_unbiased_variance()
    {
        float[] mean = [1, 2];
        float[] variance = [3, 4];
        BatchNorm.UpdateRunning([10, 20, 30, 40], mean, variance, 5, 2, 0.1f);
        Kernel.Close([1.9, 3.8], mean, 1e-6, "mean");
        Kernel.Close([2.7 + 3.75, 3.6 + 5], variance, 1e-6, "variance");
    }

    [Fact]
    public void Fixed_statistics_are_a_factor_and_a_summand()
    {
        float[] scale = new float[2];
        float[] shift = new float[2];
        BatchNorm.ScaleAndShift([2, 3], [5, 7], [1, -1], [4, 9], scale, shift, Epsilon);
        Kernel.Close([2 / Math.Sqrt(4 + 1e-5), 3 / Math.Sqrt(9 + 1e-5)], scale, 1e-6, "scale");
        Kernel.Close([5 - (2 / Math.Sqrt(4 + 1e-5)), 7 + (3 / Math.Sqrt(9 + 1e-5))], shift, 1e-6, "shift");
    }

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(16, 1, 2)]
    [InlineData(33, 1, 4)]
    [InlineData(40, 2, 3)]
    [InlineData(70, 1, 1)]
    public void Folding_gives_the_layer_and_the_normalisation_in_one(int outputs, int groups, int inner)
    {
        Random random = new(6);
        int perGroup = outputs / groups;
        int width = perGroup <= 16 ? 16 : 32;
        int panels = (perGroup + width - 1) / width;
        float[] layer = new float[groups * panels * inner * width];
        foreach (int i in Enumerable.Range(0, outputs * inner))
        {
            layer[At(i / inner, i % inner)] = (random.NextSingle() * 2) - 1;
        }

        float[] layerBias = Check.Random(random, outputs);
        float[] weight = Check.Random(random, outputs);
        float[] bias = Check.Random(random, outputs);
        float[] mean = Check.Random(random, outputs);
        float[] variance = [.. Check.Random(random, outputs).Select(x => x + 1.5f)];
        double[] expectedWeight = new double[layer.Length];
        double[] expectedBias = new double[outputs];
        double[] withoutBias = new double[outputs];
        for (int o = 0; o < outputs; o++)
        {
            double scale = weight[o] / Math.Sqrt(variance[o] + (double)Epsilon);
            expectedBias[o] = ((layerBias[o] - mean[o]) * scale) + bias[o];
            withoutBias[o] = (-mean[o] * scale) + bias[o];
            for (int k = 0; k < inner; k++)
            {
                expectedWeight[At(o, k)] = layer[At(o, k)] * scale;
            }
        }

        float[] foldedWeight = new float[layer.Length];
        float[] foldedBias = new float[outputs];
        BatchNorm.Fold(layer, layerBias, weight, bias, mean, variance, foldedWeight, foldedBias, outputs, groups, inner, Epsilon);
        Kernel.Close(expectedWeight, foldedWeight, 1e-6, "weight");
        Kernel.Close(expectedBias, foldedBias, 1e-6, "bias");

        BatchNorm.Fold(layer, default, weight, bias, mean, variance, foldedWeight, foldedBias, outputs, groups, inner, Epsilon);
        Kernel.Close(withoutBias, foldedBias, 1e-6, "bias without the layer's");

        int At(int output, int k)
        {
            int local = output % perGroup;
            return (((((output / perGroup) * panels) + (local / width)) * inner) + k) * width + (local % width);
        }
    }

    private static (double[] Means, double[] Variances) Statistics(double[] x, int channels)
    {
        double[] means = new double[channels];
        double[] variances = new double[channels];
        int n = x.Length / channels;
        for (int i = 0; i < x.Length; i++)
        {
            means[i % channels] += x[i] / n;
        }

        for (int i = 0; i < x.Length; i++)
        {
            variances[i % channels] += (x[i] - means[i % channels]) * (x[i] - means[i % channels]) / n;
        }

        return (means, variances);
    }

    private static double[] Reference(double[] x, float[] weight, float[] bias, int channels) => Reference(x, Kernel.Double(weight), Kernel.Double(bias), channels);

    private static double[] Reference(double[] x, double[] weight, double[] bias, int channels)
    {
        (double[] means, double[] variances) = Statistics(x, channels);
        return [.. x.Select((value, i) => ((value - means[i % channels]) / Math.Sqrt(variances[i % channels] + Epsilon) * weight[i % channels]) + bias[i % channels])];
    }

    private static (double[] DX, double[] DWeight, double[] DBias) ReferenceGradient(double[] x, float[] weight, float[] dOutput, int channels)
    {
        (double[] means, double[] variances) = Statistics(x, channels);
        double[] dWeight = new double[channels];
        double[] dBias = new double[channels];
        double[] normal = [.. x.Select((value, i) => (value - means[i % channels]) / Math.Sqrt(variances[i % channels] + Epsilon))];
        for (int i = 0; i < x.Length; i++)
        {
            dWeight[i % channels] += dOutput[i] * normal[i];
            dBias[i % channels] += dOutput[i];
        }

        double n = x.Length / channels;
        double[] dx = [.. x.Select((_, i) => weight[i % channels] / Math.Sqrt(variances[i % channels] + Epsilon) * (dOutput[i] - (dBias[i % channels] / n) - (normal[i] * dWeight[i % channels] / n)))];
        return (dx, dWeight, dBias);
    }

    /// <summary>A batch and its parameters, and the phases over it with teams of several sizes.</summary>
    private sealed class Batch
    {
        private readonly int _count;
        private readonly int _channels;
        private readonly int _pixels;

        public Batch(Random random, int count, int channels, int pixels, Func<double>? draw = null)
        {
            (_count, _channels, _pixels) = (count, channels, pixels);
            Input = Check.Random(random, count * pixels * channels);
            for (int i = 0; i < Input.Length && draw is not null; i++)
            {
                Input[i] = pixels > 1 && i / channels % pixels == 0 ? 0 : (float)draw();
            }

            X = Kernel.Double(Input);
            Weight = Check.Random(random, channels);
            Bias = Check.Random(random, channels);
            Before = Check.Random(random, Input.Length);
        }

        public float[] Input { get; }

        public double[] X { get; }

        public float[] Weight { get; }

        public float[] Bias { get; }

        public float[] Before { get; }

        public float[] RunStatistics()
        {
            using GuardedMemory input = new(Input);
            float[] scratch = Kernel.Run(2 * _channels * _count, (part, to) => BatchNorm.SampleStatistics(part, _count, input.Span, to.Span, _channels, _pixels));
            using GuardedMemory partials = new(scratch);
            return Kernel.Run(2 * _channels, (part, to) => BatchNorm.CombineStatistics(part, _count, partials.Span, to.Span, _channels, _pixels));
        }

        public float[] RunNormalize<TActivation>(float[] statistics)
            where TActivation : struct, IUnaryOperator
        {
            using GuardedMemory input = new(Input);
            using GuardedMemory weight = new(Weight);
            using GuardedMemory bias = new(Bias);
            using GuardedMemory results = new(statistics);
            return Kernel.Run(Input.Length, (part, to) => BatchNorm.Normalize<TActivation>(part, _count, input.Span, weight.Span, bias.Span, to.Span, results.Span[.._channels], results.Span[_channels..], _channels, _pixels, Epsilon));
        }

        public (float[] DInput, float[] DWeight, float[] DBias) RunBackward(float[] statistics, float[] dOutput, bool accumulate)
        {
            using GuardedMemory input = new(Input);
            using GuardedMemory weight = new(Weight);
            using GuardedMemory results = new(statistics);
            using GuardedMemory gradient = new(dOutput);
            float[] scratch = Kernel.Run(2 * _channels * _count, (part, to) => BatchNorm.SampleGradients(part, _count, input.Span, results.Span, gradient.Span, to.Span, _channels, _pixels));

            float[] combined = [];
            float[] none = new float[_channels];
            float[] dWeight = Kernel.Run(none, (part, to) => BatchNorm.CombineGradients(part, _count, results.Span[_channels..], to.Span, default, Copy(part), _channels, Epsilon));
            float[] dBias = Kernel.Run(none, (part, to) => BatchNorm.CombineGradients(part, _count, results.Span[_channels..], default, to.Span, Copy(part), _channels, Epsilon));
            using GuardedMemory sums = new(combined);
            float[] dInput = accumulate
                ? Kernel.Run(Before, (part, to) => BatchNorm.InputGradient<Accumulate>(part, _count, input.Span, weight.Span, results.Span, gradient.Span, to.Span, sums.Span, _channels, _pixels, Epsilon))
                : Kernel.Run(dOutput, (part, to) => BatchNorm.InputGradient<Overwrite>(part, _count, input.Span, weight.Span, results.Span, to.Span, to.Span, sums.Span, _channels, _pixels, Epsilon));
            return (dInput, dWeight, dBias);

            // Combining leaves its results in the scratch memory, so every team starts from a copy.
            Span<float> Copy(Part part) => part.Index == 0 ? combined = [.. scratch] : combined;
        }
    }
}
