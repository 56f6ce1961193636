using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Normalization;

/// <summary>Group normalisation against a reference in double, whose gradients are checked by differences.</summary>
public class GroupNormTests
{
    private const float Epsilon = 1e-3f;
    private const int Count = 3;

    /// <summary>Every number of channels with a group size that divides it, and more channels than are handled at a time.</summary>
    public static IEnumerable<(int Channels, int Groups, int Pixels)> Sizes =>
        Enumerable.Range(1, 70).SelectMany(channels => new[]
        {
            (channels, channels, 5),
            (channels, 1, channels % 3 == 0 ? 50 : 7),
            (channels, channels % 2 == 0 ? 2 : 1, 2),
            (3 * channels, 3, channels % 5 == 0 ? 1 : 6),
        })
        .Where(size => size.Item1 / size.Item2 * size.Item3 > 1)
        .Concat([(600, 4, 3), (600, 600, 3), (9000, 3, 2), (9000, 9000, 2), (16, 4, 256)]);

    [Fact]
    public void Forward_is_the_reference()
    {
        Random random = new(1);
        foreach ((int channels, int groups, int pixels) in Sizes)
        {
            Batch batch = new(random, channels, groups, pixels);
            foreach (bool isAffine in (bool[])[true, false])
            {
                string what = $"{channels} channels in {groups} groups, {pixels} pixels, affine {isAffine}";
                double[] expected = batch.Reference(batch.X, isAffine ? Kernel.Double(batch.Weight) : null, isAffine ? Kernel.Double(batch.Bias) : null);
                float[] output = batch.Forward(isAffine, relu: false);
                Kernel.Close(expected, output, 2e-5, what);
                Assert.Equal(output.Select(value => MathF.Max(value, 0)), batch.Forward(isAffine, relu: true));
            }
        }
    }

    [Theory]
    [InlineData(6, 2, 40)]
    [InlineData(32, 32, 40)]
    [InlineData(40, 1, 1)]
    public void A_large_mean_costs_no_more_than_its_own_rounding(int channels, int groups, int pixels)
    {
        Random random = new(2);
        Batch batch = new(random, channels, groups, pixels, () => 10_000 + (random.Next(-256, 256) / 256f));
        Kernel.Close(batch.Reference(batch.X, null, null), batch.Forward(isAffine: false, relu: false), 2e-3, "output");
    }

    [Fact]
    public void Backward_is_the_reference()
    {
        Random random = new(3);
        foreach ((int channels, int groups, int pixels) in Sizes)
        {
            Batch batch = new(random, channels, groups, pixels);
            foreach (bool isAffine in (bool[])[true, false])
            {
                string what = $"{channels} channels in {groups} groups, {pixels} pixels, affine {isAffine}";
                (double[] dx, double[] dWeight, double[] dBias) = batch.ReferenceGradient(isAffine);
                Kernel.Close(dx, batch.BackwardInput(isAffine, accumulate: false), 2e-4, what);
                Kernel.Close([.. dx.Select((value, i) => value + batch.Before[i])], batch.BackwardInput(isAffine, accumulate: true), 2e-4, what);

                (float[] weight, float[] bias) = batch.BackwardParameters(isAffine);
                Kernel.Close([.. dWeight.Select(value => value + 1)], weight, 3e-5, what);
                Kernel.Close([.. dBias.Select(value => value + 1)], bias, 3e-5, what);
            }
        }
    }

    [Theory]
    [InlineData(6, 2, 3)]
    [InlineData(3, 3, 4)]
    public void The_references_gradients_are_derivatives(int channels, int groups, int pixels)
    {
        Batch batch = new(new Random(4), channels, groups, pixels);
        (double[] dx, double[] dWeight, double[] dBias) = batch.ReferenceGradient(isAffine: true);
        double[] weight = Kernel.Double(batch.Weight), bias = Kernel.Double(batch.Bias);
        AssertClose(Kernel.Gradient(batch.X, x => Kernel.Dot(batch.DOutput, batch.Reference(x, weight, bias))), dx);
        AssertClose(Kernel.Gradient(weight, w => Kernel.Dot(batch.DOutput, batch.Reference(batch.X, w, bias))), dWeight);
        AssertClose(Kernel.Gradient(bias, b => Kernel.Dot(batch.DOutput, batch.Reference(batch.X, weight, b))), dBias);

        static void AssertClose(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));
    }

    /// <summary>A batch and its parameters, the reference, and the kernels over it.</summary>
    private sealed class Batch
    {
        private readonly int _channels;
        private readonly int _groups;
        private readonly int _pixels;
        private readonly float[] _input;

        public Batch(Random random, int channels, int groups, int pixels, Func<float>? draw = null)
        {
            (_channels, _groups, _pixels) = (channels, groups, pixels);
            int length = Count * pixels * channels;
            _input = draw is null ? Check.Random(random, length) : [.. Enumerable.Range(0, length).Select(_ => draw())];
            X = Kernel.Double(_input);
            Weight = Check.Random(random, channels);
            Bias = Check.Random(random, channels);
            DOutput = Check.Random(random, length);
            Before = Check.Random(random, length);
        }

        public double[] X { get; }

        public float[] Weight { get; }

        public float[] Bias { get; }

        public float[] DOutput { get; }

        public float[] Before { get; }

        private int GroupLength => _channels / _groups * _pixels;

        public double[] Reference(double[] x, double[]? weight, double[]? bias)
        {
            (double[] means, double[] deviations) = Statistics(x);
            return [.. x.Select((value, i) => ((value - means[Group(i)]) * deviations[Group(i)] * (weight?[i % _channels] ?? 1)) + (bias?[i % _channels] ?? 0))];
        }

        public (double[] DX, double[] DWeight, double[] DBias) ReferenceGradient(bool isAffine)
        {
            (double[] means, double[] deviations) = Statistics(X);
            double[] normal = [.. X.Select((value, i) => (value - means[Group(i)]) * deviations[Group(i)])];
            double[] g = [.. DOutput.Select((value, i) => value * (isAffine ? (double)Weight[i % _channels] : 1))];
            double[] plain = new double[Count * _groups], products = new double[Count * _groups], dWeight = new double[_channels], dBias = new double[_channels];
            for (int i = 0; i < X.Length; i++)
            {
                plain[Group(i)] += g[i] / GroupLength;
                products[Group(i)] += g[i] * normal[i] / GroupLength;
                dWeight[i % _channels] += DOutput[i] * normal[i];
                dBias[i % _channels] += DOutput[i];
            }

            return ([.. X.Select((_, i) => deviations[Group(i)] * (g[i] - plain[Group(i)] - (normal[i] * products[Group(i)])))], dWeight, dBias);
        }

        public float[] Forward(bool isAffine, bool relu)
        {
            using GuardedMemory input = new(_input), weight = new(Weight), bias = new(Bias), statistics = new(new float[2 * _channels * Count]);
            return Kernel.Run(_input.Length, (part, to) =>
            {
                if (relu)
                {
                    GroupNorm.ForwardReLU(part, Count, input.Span, isAffine ? weight.Span : default, isAffine ? bias.Span : default, to.Span, statistics.Span, _channels, _groups, _pixels, Epsilon);
                }
                else
                {
                    GroupNorm.Forward(part, Count, input.Span, isAffine ? weight.Span : default, isAffine ? bias.Span : default, to.Span, statistics.Span, _channels, _groups, _pixels, Epsilon);
                }
            });
        }

        public float[] BackwardInput(bool isAffine, bool accumulate)
        {
            using GuardedMemory input = new(_input), weight = new(Weight), dOutput = new(DOutput), statistics = new(Kept()), sums = new(new float[2 * _channels * Count]);

            // Where it overwrites, it may overwrite the gradient of the output.
            return accumulate
                ? Kernel.Run(Before, (part, to) => GroupNorm.BackwardInput(part, Count, input.Span, isAffine ? weight.Span : default, statistics.Span, dOutput.Span, to.Span, sums.Span, _channels, _groups, _pixels, accumulate: true))
                : Kernel.Run(DOutput, (part, to) => GroupNorm.BackwardInput(part, Count, input.Span, isAffine ? weight.Span : default, statistics.Span, to.Span, to.Span, sums.Span, _channels, _groups, _pixels));
        }

        public (float[] Weight, float[] Bias) BackwardParameters(bool isAffine)
        {
            using GuardedMemory input = new(_input), dOutput = new(DOutput), weight = new(Weight), statistics = new(Kept());
            float[] kept = Kernel.Run(2 * _channels * Count, (part, to) =>
                GroupNorm.BackwardInput(part, Count, input.Span, isAffine ? weight.Span : default, statistics.Span, dOutput.Span, new float[_input.Length], to.Span, _channels, _groups, _pixels));
            using GuardedMemory sums = new(kept);
            float[] ones = [.. Enumerable.Repeat(1f, _channels)];
            float[] bias = [];
            float[] dWeight = Kernel.Run(ones, (part, to) =>
            {
                bias = part.Index == 0 ? [.. ones] : bias;
                GroupNorm.BackwardParameters(part, Count, statistics.Span, sums.Span, to.Span, bias, _channels);
            });
            return (dWeight, bias);
        }

        private float[] Kept()
        {
            using GuardedMemory input = new(_input);
            return Kernel.Run(2 * _channels * Count, (part, to) => GroupNorm.Forward(part, Count, input.Span, default, default, new float[_input.Length], to.Span, _channels, _groups, _pixels, Epsilon));
        }

        private (double[] Means, double[] Deviations) Statistics(double[] x)
        {
            double[] means = new double[Count * _groups], variances = new double[Count * _groups];
            for (int i = 0; i < x.Length; i++)
            {
                means[Group(i)] += x[i] / GroupLength;
            }

            for (int i = 0; i < x.Length; i++)
            {
                variances[Group(i)] += (x[i] - means[Group(i)]) * (x[i] - means[Group(i)]) / GroupLength;
            }

            return (means, [.. variances.Select(variance => 1 / Math.Sqrt(variance + Epsilon))]);
        }

        private int Group(int i) => (i / (_channels * _pixels) * _groups) + (i % _channels / (_channels / _groups));
    }
}
