using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Streams;

/// <summary>Steps of recurrent layers against the equations in double, for every number of units, over several steps.</summary>
public sealed class RecurrentStepTests
{
    private const int Steps = 6;

    public static TheoryData<int, int, bool> Sizes
    {
        get
        {
            TheoryData<int, int, bool> sizes = new() { { 3, 64, true }, { 70, 33, false }, { 1, 128, true } };
            for (int hidden = 1; hidden <= 20; hidden++)
            {
                sizes.Add((hidden % 5) + 1, hidden, hidden % 3 > 0);
            }

            sizes.Add(1, 8, true);
            sizes.Add(9, 16, true);
            sizes.Add(2, 4, false);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void GruEqualsReference(int inputs, int hidden, bool bias)
    {
        Layer layer = new(inputs, hidden, gates: 3, bias);
        float[] state = new float[hidden], output = new float[hidden], work = new float[6 * hidden];
        double[] h = new double[hidden];
        for (int step = 0; step < Steps; step++)
        {
            float[] x = layer.Row();
            (double[] w, double[] u) = layer.Products(x, h);
            for (int i = 0; i < hidden; i++)
            {
                double r = Sigmoid(w[i] + u[i]), z = Sigmoid(w[hidden + i] + u[hidden + i]);
                double n = Math.Tanh(w[(2 * hidden) + i] + (r * u[(2 * hidden) + i]));
                h[i] = ((1 - z) * n) + (z * h[i]);
            }

            GruStep.Forward(x, layer.WeightIh, layer.WeightHh, layer.BiasIh, layer.BiasHh, state, output, work, inputs, hidden);
            AssertClose(h, state, output);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void LstmEqualsReference(int inputs, int hidden, bool bias)
    {
        Layer layer = new(inputs, hidden, gates: 4, bias);
        float[] state = new float[hidden], cell = new float[hidden], output = new float[hidden], work = new float[8 * hidden];
        double[] h = new double[hidden], c = new double[hidden];
        for (int step = 0; step < Steps; step++)
        {
            float[] x = layer.Row();
            (double[] w, double[] u) = layer.Products(x, h);
            for (int i = 0; i < hidden; i++)
            {
                double Gate(int gate) => w[(gate * hidden) + i] + u[(gate * hidden) + i];
                c[i] = (Sigmoid(Gate(1)) * c[i]) + (Sigmoid(Gate(0)) * Math.Tanh(Gate(2)));
                h[i] = Sigmoid(Gate(3)) * Math.Tanh(c[i]);
            }

            LstmStep.Forward(x, layer.WeightIh, layer.WeightHh, layer.BiasIh, layer.BiasHh, state, cell, output, work, inputs, hidden);
            AssertClose(h, state, output);
            AssertClose(c, cell, cell);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RnnEqualsReference(int inputs, int hidden, bool bias)
    {
        foreach (bool relu in new[] { false, true })
        {
            Layer layer = new(inputs, hidden, gates: 1, bias);
            float[] state = new float[hidden], output = new float[hidden], work = new float[2 * hidden];
            double[] h = new double[hidden];
            for (int step = 0; step < Steps; step++)
            {
                float[] x = layer.Row();
                (double[] w, double[] u) = layer.Products(x, h);
                h = [.. w.Zip(u, (a, b) => relu ? Math.Max(0, a + b) : Math.Tanh(a + b))];
                RnnStep.Forward(x, layer.WeightIh, layer.WeightHh, layer.BiasIh, layer.BiasHh, state, output, work, inputs, hidden, relu);
                AssertClose(h, state, output);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(16)]
    public void TheSmallestNumbersLeaveTheState(int hidden)
    {
        // Without weights and biases, what is left of a state halves at every step.
        Layer layer = new(1, hidden, gates: 4, bias: false);
        float[] none = new float[layer.WeightHh.Length], state = new float[hidden], cell = new float[hidden], output = new float[hidden], work = new float[8 * hidden];
        Array.Fill(state, 1e-3f);
        Array.Fill(cell, 1e-3f);
        float[] gru = [.. state];
        for (int step = 0; step < 200; step++)
        {
            GruStep.Forward([0f], none, none, default, default, gru, output, work, 1, hidden);
            LstmStep.Forward([0f], none, none, default, default, state, cell, output, work, 1, hidden);
            Assert.DoesNotContain(gru.Concat(state).Concat(cell), value => value != 0 && value < 1e-30f);
        }

        Assert.All(gru.Concat(state).Concat(cell), value => Assert.Equal(0, value));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static void AssertClose(double[] expected, float[] actual, float[] output)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 3e-6 * Math.Max(1, Math.Abs(expected[i])), $"Unit {i} is {actual[i]}, not {expected[i]}.");
            Assert.Equal(actual[i], output[i]);
        }
    }

    /// <summary>Random weights, in panels and plain.</summary>
    private sealed class Layer
    {
        private readonly Random _random;
        private readonly int _inputs, _hidden, _gates;
        private readonly float[] _w, _u;

        public Layer(int inputs, int hidden, int gates, bool bias)
        {
            _random = new Random(inputs + (100 * hidden) + gates);
            (_inputs, _hidden, _gates) = (inputs, hidden, gates);
            (_w, WeightIh) = Weight(inputs);
            (_u, WeightHh) = Weight(hidden);

            // As in a block of parameters, memory goes on up to a multiple of sixteen.
            (BiasIh, BiasHh) = bias ? (Check.Random(_random, gates * hidden), Check.Random(_random, gates * hidden)) : ([], []);
        }

        public float[] WeightIh { get; }

        public float[] WeightHh { get; }

        public float[] BiasIh { get; }

        public float[] BiasHh { get; }

        public float[] Row() => Check.Random(_random, _inputs);

        public (double[] OfInput, double[] OfState) Products(float[] x, double[] h) =>
            (Product(_w, [.. x.Select(value => (double)value)], BiasIh), Product(_u, h, BiasHh));

        private double[] Product(float[] weight, double[] row, float[] bias) =>
            [.. Enumerable.Range(0, _gates * _hidden).Select(output => (bias.Length > 0 ? bias[output] : 0) + row.Select((value, k) => value * weight[(output * row.Length) + k]).Sum())];

        private (float[] Plain, float[] Panels) Weight(int inputs)
        {
            int outputs = _gates * _hidden, panel = outputs <= 16 ? 16 : 32;
            float[] plain = [.. Check.Random(_random, outputs * inputs).Select(value => value / MathF.Sqrt(inputs))], panels = new float[new DenseShape(inputs, outputs).WeightLength];
            for (int output = 0; output < outputs; output++)
            {
                for (int k = 0; k < inputs; k++)
                {
                    panels[(output / panel * inputs * panel) + (k * panel) + (output % panel)] = plain[(output * inputs) + k];
                }
            }

            return (plain, panels);
        }
    }
}
