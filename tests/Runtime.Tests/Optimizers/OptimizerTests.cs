using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Optimizers;

public class OptimizerTests
{
    private const int Steps = 100;

    public static TheoryData<float, bool> Momenta => new() { { 0f, false }, { 0.9f, false }, { 0.9f, true } };

    [Theory]
    [MemberData(nameof(Momenta))]
    public void Sgd_is_PyTorchs(float momentum, bool nesterov) => Follow(new Sgd(0.05f, momentum, nesterov), 67, (values, gradients, state, _) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            double d = gradients[i];
            if (momentum > 0)
            {
                state[0][i] = (0.9 * state[0][i]) + d;
                d = nesterov ? d + (0.9 * state[0][i]) : state[0][i];
            }

            values[i] -= 0.05 * d;
        }
    });

    [Fact]
    public void Adam_is_PyTorchs() => Follow(new Adam(0.01f), 67, (values, gradients, state, step) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            state[0][i] = (0.9 * state[0][i]) + (0.1 * gradients[i]);
            state[1][i] = (0.999 * state[1][i]) + (0.001 * gradients[i] * gradients[i]);
            double mean = state[0][i] / (1 - Math.Pow(0.9, step));
            double square = state[1][i] / (1 - Math.Pow(0.999, step));
            values[i] -= 0.01 * mean / (Math.Sqrt(square) + 1e-8);
        }
    });

    public static IEnumerable<object[]> All => [[new Sgd(0.1f)], [new Sgd(0.1f, 0.5f)], [new Sgd(0.1f, 0.5f, nesterov: true)], [new Adam(0.1f)]];

    [Theory]
    [MemberData(nameof(All))]
    public void The_bits_do_not_depend_on_the_cut(Optimizer optimizer)
    {
        foreach (int length in Enumerable.Range(1, 70))
        {
            (float[] values, float[] gradients, float[] state) = Block(optimizer, length);
            (float[] pieces, _, float[] pieceState) = Block(optimizer, length);
            for (int step = 1; step <= 3; step++)
            {
                optimizer.Apply(values, gradients, state, length, 0, length, 0.1f, step);
                int middle = length * step / 4;
                optimizer.Apply(pieces, gradients, pieceState, length, middle, length - middle, 0.1f, step);
                optimizer.Apply(pieces, gradients, pieceState, length, 0, middle, 0.1f, step);
            }

            Check.SameBits(values, pieces, $"length {length}");
            Check.SameBits(state, pieceState, $"length {length}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_outside_the_range_is_touched(Optimizer optimizer)
    {
        foreach (int length in Enumerable.Range(0, 70))
        {
            (float[] values, float[] gradients, float[] state) = Block(optimizer, length);
            using GuardedMemory guardedValues = new(values);
            using GuardedMemory guardedGradients = new(gradients);
            using GuardedMemory guardedState = new(state);
            int start = length / 3;
            int count = length / 2;
            optimizer.Apply(guardedValues.Span, guardedGradients.Span, guardedState.Span, length, start, count, 0.1f, 1);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(i >= start && i < start + count, guardedValues.Span[i] != values[i]);
            }
        }
    }

    [Fact]
    public void Values_without_gradient_stay_where_they_are()
    {
        foreach (Optimizer optimizer in All.Select(row => (Optimizer)row[0]))
        {
            float[] values = new float[20];
            float[] state = new float[optimizer.StateSlots * 20];
            optimizer.Apply(values, new float[20], state, 20, 0, 20, 0.1f, 1);
            Assert.All(values.Concat(state), value => Assert.Equal(0f, value));
        }
    }

    [Fact]
    public void The_rate_of_a_step_goes_before_that_of_the_settings()
    {
        float[] values = [1f];
        new Sgd(100f).Apply(values, [1f], [], 0, 0, 1, 0.5f, 1);
        Assert.Equal(0.5f, values[0]);
    }

    [Theory]
    [InlineData(-1f, "rate")]
    [InlineData(float.NaN, "rate")]
    [InlineData(float.PositiveInfinity, "rate")]
    public void A_bad_rate_is_refused(float rate, string name)
    {
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(rate)).ParamName);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(rate)).ParamName);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1f) with { LearningRate = rate });
        Assert.Equal("LearningRate", error.ParamName);
        Assert.Contains("at least 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_settings_are_refused()
    {
        AssertRefused("momentum", () => new Sgd(0.1f, 1f));
        AssertRefused("momentum", () => new Sgd(0.1f, -0.1f));
        AssertRefused("momentum", () => new Sgd(0.1f, 0f, nesterov: true));
        AssertRefused("beta1", () => new Adam(0.1f, beta1: 1f));
        AssertRefused("beta2", () => new Adam(0.1f, beta2: float.NaN));
        AssertRefused("epsilon", () => new Adam(0.1f, epsilon: 0f));

        static void AssertRefused(string name, Func<object> create) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(create).ParamName);
    }

    private static (float[] Values, float[] Gradients, float[] State) Block(Optimizer optimizer, int length)
    {
        Random random = new(length);
        return (Check.Random(random, length), Check.Random(random, length), new float[optimizer.StateSlots * length]);
    }

    /// <summary>Runs an optimizer beside its equations in double precision, each with the gradients of its own values.</summary>
    private static void Follow(Optimizer optimizer, int length, Action<double[], double[], double[][], int> reference)
    {
        Random random = new(1);
        float[] values = Check.Random(random, length);
        float[] curvature = [.. Check.Random(random, length).Select(x => x + 1.5f)];
        float[] state = new float[optimizer.StateSlots * length];
        double[] expected = Array.ConvertAll(values, x => (double)x);
        double[][] expectedState = [new double[length], new double[length]];
        for (int step = 1; step <= Steps; step++)
        {
            float[] noise = Check.Random(random, length);
            optimizer.Apply(values, [.. values.Select((x, i) => (curvature[i] * x) + noise[i])], state, length, 0, length, optimizer.LearningRate, step);
            reference(expected, [.. expected.Select((x, i) => (curvature[i] * x) + noise[i])], expectedState, step);
        }

        Support.Kernel.Close(expected, values, 2e-5, $"{optimizer}");
    }
}
