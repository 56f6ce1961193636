using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Normalization;

/// <summary>The norms of rows against references in double, whose gradients are checked by differences.</summary>
public class RowNormTests
{
    private const float Epsilon = 1e-3f;
    private const int Count = 3;

    public static TheoryData<bool, int> Rows => new() { { true, 1 }, { true, 5 }, { false, 1 }, { false, 5 } };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Forward_is_the_reference(bool centred, int rows)
    {
        Random random = new(1);
        foreach (int features in Kernel.Lengths)
        {
            Batch batch = new(random, rows, features);
            foreach ((bool hasWeight, bool hasBias) in new[] { (true, true), (true, false), (false, false) }.Where(pair => centred || !pair.Item2))
            {
                string what = $"{features} features, weight {hasWeight}, bias {hasBias}";
                double[] expected = Reference(batch.X, hasWeight ? Kernel.Double(batch.Weight) : null, hasBias ? Kernel.Double(batch.Bias) : null, features, centred);
                float[] output = batch.Forward(centred, hasWeight, hasBias, relu: false);
                Kernel.Close(expected, output, 2e-5, what);
                Assert.Equal(output.Select(value => MathF.Max(value, 0)), batch.Forward(centred, hasWeight, hasBias, relu: true));
            }
        }
    }

    [Fact]
    public void A_large_mean_costs_no_more_than_its_own_rounding()
    {
        Random random = new(2);
        foreach (int features in (int[])[2, 15, 40, 1000])
        {
            float[] x = [.. Enumerable.Range(0, features).Select(_ => 10_000 + (random.Next(-256, 256) / 256f))];
            float[] output = Kernel.Run(features, (part, to) => LayerNorm.Forward(part, 1, x, default, default, to.Span, default, 1, features, Epsilon));
            Kernel.Close(Reference(Kernel.Double(x), null, null, features, centred: true), output, 2e-3, $"{features} features");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Backward_is_the_gradient(bool centred, int rows)
    {
        Random random = new(3);
        foreach (int features in Kernel.Lengths)
        {
            Batch batch = new(random, rows, features);
            foreach (bool hasWeight in (bool[])[true, false])
            {
                string what = $"{features} features, weight {hasWeight}";
                (double[] dx, double[] dWeight, double[] dBias) = ReferenceGradient(batch, hasWeight, features, centred);

                float[] dInput = batch.BackwardInput(centred, hasWeight, accumulate: false);
                Kernel.Close(dx, dInput, 1e-4, what);
                float[] added = batch.BackwardInput(centred, hasWeight, accumulate: true);
                Kernel.Close([.. dx.Select((value, i) => value + batch.Before[i])], added, 1e-4, what + " accumulated");
                Check.SameBits(dInput, batch.BackwardInputInPlace(centred, hasWeight), what + " in place");

                // Gradients of parameters are added to what is there.
                (float[] weight, float[] bias) = batch.BackwardParameters(centred);
                Kernel.Close([.. dWeight.Select(value => value + 1)], weight, 3e-5, what + ": weight");
                Kernel.Close(centred ? [.. dBias.Select(value => value + 1)] : [], bias, 3e-5, what + ": bias");
            }
        }
    }

    [Fact]
    public void Many_rows_are_added_block_by_block()
    {
        Random random = new(4);
        Batch batch = new(random, 200, 37);
        (_, double[] dWeight, double[] dBias) = ReferenceGradient(batch, hasWeight: true, 37, centred: true);
        (float[] weight, float[] bias) = batch.BackwardParameters(centred: true);
        Kernel.Close([.. dWeight.Select(value => value + 1)], weight, 3e-5, "weight");
        Kernel.Close([.. dBias.Select(value => value + 1)], bias, 3e-5, "bias");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_references_gradients_are_derivatives(bool centred)
    {
        Batch batch = new(new Random(5), 2, 6);
        (double[] dx, double[] dWeight, double[] dBias) = ReferenceGradient(batch, hasWeight: true, 6, centred);
        double[] weight = Kernel.Double(batch.Weight), bias = Kernel.Double(batch.Bias);
        AssertClose(Kernel.Gradient(batch.X, x => Kernel.Dot(batch.DOutput, Reference(x, weight, bias, 6, centred))), dx);
        AssertClose(Kernel.Gradient(weight, w => Kernel.Dot(batch.DOutput, Reference(batch.X, w, bias, 6, centred))), dWeight);
        AssertClose(Kernel.Gradient(bias, b => Kernel.Dot(batch.DOutput, Reference(batch.X, weight, b, 6, centred))), dBias);

        static void AssertClose(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));
    }

    private static (double Mean, double Deviation) Moments(double[] x, int row, int features, bool centred)
    {
        double[] values = x[(row * features)..((row + 1) * features)];
        double mean = centred ? values.Average() : 0;
        return (mean, 1 / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + Epsilon));
    }

    private static double[] Reference(double[] x, double[]? weight, double[]? bias, int features, bool centred)
    {
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length / features; row++)
        {
            (double mean, double deviation) = Moments(x, row, features, centred);
            for (int i = 0; i < features; i++)
            {
                y[(row * features) + i] = ((x[(row * features) + i] - mean) * deviation * (weight?[i] ?? 1)) + (bias?[i] ?? 0);
            }
        }

        return y;
    }

    private static (double[] DX, double[] DWeight, double[] DBias) ReferenceGradient(Batch batch, bool hasWeight, int features, bool centred)
    {
        double[] x = batch.X, dx = new double[x.Length], dWeight = new double[features], dBias = new double[features];
        for (int row = 0; row < x.Length / features; row++)
        {
            (double mean, double deviation) = Moments(x, row, features, centred);
            double plain = 0, products = 0;
            for (int i = 0; i < features; i++)
            {
                double normal = (x[(row * features) + i] - mean) * deviation, dy = batch.DOutput[(row * features) + i];
                double g = dy * (hasWeight ? batch.Weight[i] : 1);
                dWeight[i] += dy * normal;
                dBias[i] += dy;
                plain += centred ? g / features : 0;
                products += g * normal / features;
            }

            for (int i = 0; i < features; i++)
            {
                double normal = (x[(row * features) + i] - mean) * deviation;
                double g = batch.DOutput[(row * features) + i] * (hasWeight ? batch.Weight[i] : 1);
                dx[(row * features) + i] = deviation * (g - plain - (normal * products));
            }
        }

        return (dx, dWeight, dBias);
    }

    /// <summary>A batch and its parameters, and the kernels of both norms over it.</summary>
    private sealed class Batch
    {
        private readonly int _rows;
        private readonly int _features;
        private readonly float[] _input;

        public Batch(Random random, int rows, int features)
        {
            (_rows, _features) = (rows, features);
            int length = Count * rows * features;
            _input = Check.Random(random, length);
            X = Kernel.Double(_input);
            Weight = Check.Random(random, features);
            Bias = Check.Random(random, features);
            DOutput = Check.Random(random, length);
            Before = Check.Random(random, length);
        }

        public double[] X { get; }

        public float[] Weight { get; }

        public float[] Bias { get; }

        public float[] DOutput { get; }

        public float[] Before { get; }

        public float[] Forward(bool centred, bool hasWeight, bool hasBias, bool relu)
        {
            using GuardedMemory input = new(_input), weight = new(Weight), bias = new(Bias);
            return Kernel.Run(_input.Length, (part, to) => Run(part, input, hasWeight ? weight.Span : default, hasBias ? bias.Span : default, to.Span, default, centred, relu));
        }

        public float[] BackwardInput(bool centred, bool hasWeight, bool accumulate)
        {
            using GuardedMemory input = new(_input), weight = new(Weight), dOutput = new(DOutput), statistics = new(Statistics(centred));
            return Kernel.Run(accumulate ? Before : Enumerable.Repeat(float.NaN, Before.Length).ToArray(), (part, to) =>
                BackwardInput(part, input.Span, hasWeight ? weight.Span : default, statistics.Span, dOutput.Span, to.Span, centred, accumulate));
        }

        public float[] BackwardInputInPlace(bool centred, bool hasWeight)
        {
            using GuardedMemory input = new(_input), weight = new(Weight), statistics = new(Statistics(centred));
            return Kernel.Run(DOutput, (part, to) => BackwardInput(part, input.Span, hasWeight ? weight.Span : default, statistics.Span, to.Span, to.Span, centred, accumulate: false));
        }

        public (float[] Weight, float[] Bias) BackwardParameters(bool centred)
        {
            using GuardedMemory input = new(_input), dOutput = new(DOutput), statistics = new(Statistics(centred));
            float[] ones = [.. Enumerable.Repeat(1f, _features)];
            float[] alone = Kernel.Run(ones, (part, to) => BackwardParameters(part, input, statistics, dOutput, to.Span, default, centred));
            float[] bias = [];
            float[] weight = Kernel.Run(ones, (part, to) =>
            {
                bias = part.Index == 0 ? [.. ones] : bias;
                BackwardParameters(part, input, statistics, dOutput, to.Span, bias, centred);
            });
            Check.SameBits(alone, weight, "the weight with and without a bias");
            return (weight, centred ? bias : []);
        }

        private float[] Statistics(bool centred)
        {
            using GuardedMemory input = new(_input);
            return Kernel.Run(Count * _rows * (centred ? 2 : 1), (part, to) => Run(part, input, default, default, new float[_input.Length], to.Span, centred, relu: false));
        }

        private void Run(in Part part, GuardedMemory input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, bool centred, bool relu)
        {
            switch (centred, relu)
            {
                case (true, false):
                    LayerNorm.Forward(part, Count, input.Span, weight, bias, output, statistics, _rows, _features, Epsilon);
                    break;
                case (true, true):
                    LayerNorm.ForwardReLU(part, Count, input.Span, weight, bias, output, statistics, _rows, _features, Epsilon);
                    break;
                case (false, false):
                    RMSNorm.Forward(part, Count, input.Span, weight, output, statistics, _rows, _features, Epsilon);
                    break;
                case (false, true):
                    RMSNorm.ForwardReLU(part, Count, input.Span, weight, output, statistics, _rows, _features, Epsilon);
                    break;
            }
        }

        private void BackwardInput(in Part part, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, bool centred, bool accumulate)
        {
            if (centred)
            {
                LayerNorm.BackwardInput(part, Count, input, weight, statistics, dOutput, dInput, _rows, _features, accumulate);
            }
            else
            {
                RMSNorm.BackwardInput(part, Count, input, weight, statistics, dOutput, dInput, _rows, _features, accumulate);
            }
        }

        private void BackwardParameters(in Part part, GuardedMemory input, GuardedMemory statistics, GuardedMemory dOutput, Span<float> dWeight, Span<float> dBias, bool centred)
        {
            if (centred)
            {
                LayerNorm.BackwardParameters(part, Count, input.Span, statistics.Span, dOutput.Span, dWeight, dBias, _rows, _features);
            }
            else
            {
                RMSNorm.BackwardParameters(part, Count, input.Span, statistics.Span, dOutput.Span, dWeight, _rows, _features);
            }
        }
    }
}
