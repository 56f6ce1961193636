using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Optimizers;

public class OptimizerTests
{
    private const int Steps = 100;

    public static TheoryData<string> References => [.. Cases.Keys];

    /// <summary>Settings, and the equations of the paper for one value: its gradient, its state, the number of the step.</summary>
    private static readonly Dictionary<string, (Optimizer Settings, Equation Equation)> Cases = new()
    {
        ["sgd"] = (new Sgd(0.05f), (x, g, _, _) => x - (0.05 * g)),
        ["sgd decay"] = (new Sgd(0.05f, weightDecay: 0.2f), (x, g, _, _) => x - (0.05 * (g + (0.2 * x)))),
        ["momentum"] = (new Sgd(0.05f, 0.9f), (x, g, s, _) => x - (0.05 * (s[0] = (0.9 * s[0]) + g))),
        ["nesterov"] = (new Sgd(0.05f, 0.9f, nesterov: true), (x, g, s, _) => x - (0.05 * (g + (0.9 * (s[0] = (0.9 * s[0]) + g))))),
        ["dampened"] = (new Sgd(0.05f, 0.9f, dampening: 0.4f), (x, g, s, t) => x - (0.05 * (s[0] = (0.9 * s[0]) + ((t == 1 ? 1 : 0.6) * g)))),
        ["adam"] = (new Adam(0.01f), (x, g, s, t) => AdamStep(x, g, s, t, 0.01, 0.9, 0.999)),
        ["adam decay"] = (new Adam(0.01f, 0.8f, 0.99f, weightDecay: 0.2f), (x, g, s, t) => AdamStep(x, g + (0.2 * x), s, t, 0.01, 0.8, 0.99)),
        ["adam amsgrad"] = (new Adam(0.01f, 0.8f, 0.9f, amsgrad: true), (x, g, s, t) => AdamStep(x, g, s, t, 0.01, 0.8, 0.9, amsgrad: true)),
        ["adamw"] = (new AdamW(0.01f, weightDecay: 0.2f), (x, g, s, t) => AdamStep(x * (1 - (0.01 * 0.2)), g, s, t, 0.01, 0.9, 0.999)),
        ["adagrad"] = (new AdaGrad(0.05f), (x, g, s, _) => x - (0.05 * g / (Math.Sqrt(s[0] += g * g) + 1e-10))),
        ["adagrad decay"] = (new AdaGrad(0.05f, rateDecay: 0.1f, initialSum: 0.5f), (x, g, s, t) => x - (0.05 / (1 + (0.1 * (t - 1))) * g / (Math.Sqrt(0.5 + (s[0] += g * g)) + 1e-10))),
        ["rmsprop"] = (new RmsProp(), (x, g, s, _) => x - (0.01 * g / (Math.Sqrt(s[0] = (0.99 * s[0]) + (0.01 * g * g)) + 1e-8))),
        ["rmsprop all"] = (new RmsProp(0.005f, 0.9f, 1e-4f, 0.5f, centered: true), (x, g, s, _) =>
        {
            s[0] = (0.9 * s[0]) + (0.1 * g * g);
            s[2] = (0.9 * s[2]) + (0.1 * g);
            s[1] = (0.5 * s[1]) + (g / (Math.Sqrt(s[0] - (s[2] * s[2])) + 1e-4));
            return x - (0.005 * s[1]);
        }),
        ["adamax"] = (new AdaMax(), (x, g, s, t) =>
        {
            s[0] = (0.9 * s[0]) + (0.1 * g);
            s[1] = Math.Max(0.999 * s[1], Math.Abs(g) + 1e-8);
            return x - (0.002 / (1 - Math.Pow(0.9, t)) * s[0] / s[1]);
        }),
        ["lion"] = (new Lion(0.003f, weightDecay: 0.3f), (x, g, s, _) =>
        {
            double moved = x - (0.003 * (Math.Sign((0.9 * s[0]) + (0.1 * g)) + (0.3 * x)));
            s[0] = (0.99 * s[0]) + (0.01 * g);
            return moved;
        }),
    };

    public static IEnumerable<object[]> All => Cases.Values.Select(row => new object[] { row.Settings });

    private delegate double Equation(double value, double gradient, double[] state, int step);

    [Theory]
    [MemberData(nameof(References))]
    public void The_equations_are_those_of_the_papers(string name) => Follow(Cases[name].Settings, 67, Cases[name].Equation);

    private static double AdamStep(double x, double g, double[] s, int t, double rate, double beta1, double beta2, bool amsgrad = false)
    {
        s[0] = (beta1 * s[0]) + ((1 - beta1) * g);
        s[1] = (beta2 * s[1]) + ((1 - beta2) * g * g);
        s[2] = Math.Max(s[2], s[1]);
        double mean = s[0] / (1 - Math.Pow(beta1, t));
        double square = (amsgrad ? s[2] : s[1]) / (1 - Math.Pow(beta2, t));
        return x - (rate * mean / (Math.Sqrt(square) + 1e-8));
    }

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
                Apply(optimizer, values, gradients, state, 0, length, step);
                int middle = length * step / 4;
                Apply(optimizer, pieces, gradients, pieceState, middle, length - middle, step);
                Apply(optimizer, pieces, gradients, pieceState, 0, middle, step);
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
            Apply(optimizer, guardedValues.Span, guardedGradients.Span, guardedState.Span, start, count, 1);
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
            Apply(optimizer, values, new float[20], state, 0, 20, 1);
            Assert.All(values, value => Assert.Equal(0f, value));
            Assert.All(optimizer is AdaMax ? [] : state, value => Assert.Equal(0f, value));
        }
    }

    [Fact]
    public void The_rate_of_a_step_goes_before_that_of_the_settings()
    {
        float[] values = [1f];
        new Sgd(100f).Apply(new ParameterUpdate(values, [1f], [], 0, 0.5f));
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
        AssertRefused("dampening", () => new Sgd(0.1f, 0.9f, dampening: 1f));
        AssertRefused("dampening", () => new Sgd(0.1f, 0.9f, nesterov: true, dampening: 0.5f));
        AssertRefused("weightDecay", () => new Sgd(0.1f, weightDecay: -1f));
        AssertRefused("weightDecay", () => new AdamW(0.1f, weightDecay: float.NaN));
        AssertRefused("WeightDecay", () => new AdamW(0.1f) with { WeightDecay = -1 });
        AssertRefused("rateDecay", () => new AdaGrad(rateDecay: -1));
        AssertRefused("initialSum", () => new AdaGrad(initialSum: -1));
        AssertRefused("alpha", () => new RmsProp(alpha: 1));
        AssertRefused("momentum", () => new RmsProp(momentum: 1));
        AssertRefused("beta2", () => new AdaMax(beta2: 1));
        AssertRefused("beta1", () => new Lion(beta1: 1));
        AssertRefused("bound", () => Clipping.ByNorm(0));
        AssertRefused("bound", () => Clipping.ByValue(float.PositiveInfinity));
        AssertRefused("rateFactor", () => new ParameterGroup("a", -1));
        AssertRefused("weightDecay", () => new ParameterGroup("a", 1, float.NaN));

        static void AssertRefused(string name, Func<object> create) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(create).ParamName);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_fades_ends_at_zero_rather_than_among_the_smallest_floats(Optimizer optimizer)
    {
        float[] values = [1e-29f, 1, 1e-33f, -1];
        float[] state = new float[optimizer.StateSlots * 4];
        Apply(optimizer, values, [1e-20f, 1e-5f, 3e-38f, -1e-19f], state, 0, 4, 1);
        for (int step = 2; step < 30_000; step++)
        {
            Apply(optimizer, values, new float[4], state, 0, 4, step);
        }

        Assert.All(values.Concat(state), value => Assert.False(float.IsSubnormal(value)));
    }

    private static void Apply(Optimizer optimizer, Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int start, int length, int step)
        => optimizer.Apply(new ParameterUpdate(
            values.Slice(start, length), gradients.Slice(start, length), optimizer.StateSlots == 0 ? [] : state[start..], values.Length, 0.1f, optimizer.WeightDecay, step));

    private static (float[] Values, float[] Gradients, float[] State) Block(Optimizer optimizer, int length)
    {
        Random random = new(length);
        return (Check.Random(random, length), Check.Random(random, length), new float[optimizer.StateSlots * length]);
    }

    /// <summary>Runs an optimizer beside its equations in double precision, each with the gradients of its own values.</summary>
    private static void Follow(Optimizer optimizer, int length, Equation equation)
    {
        Random random = new(1);
        float[] values = Check.Random(random, length);
        float[] curvature = [.. Check.Random(random, length).Select(x => x + 1.5f)];
        float[] state = new float[optimizer.StateSlots * length];
        double[] expected = Array.ConvertAll(values, x => (double)x);
        double[][] expectedState = [.. expected.Select(_ => new double[3])];
        for (int step = 1; step <= Steps; step++)
        {
            float[] noise = Check.Random(random, length);
            float[] gradients = [.. values.Select((x, i) => (curvature[i] * x) + noise[i])];
            optimizer.Apply(new ParameterUpdate(values, gradients, state, length, optimizer.LearningRate, optimizer.WeightDecay, step));
            for (int i = 0; i < length; i++)
            {
                expected[i] = equation(expected[i], (curvature[i] * expected[i]) + noise[i], expectedState[i], step);
            }
        }

        Support.Kernel.Close(expected, values, 2e-5, $"{optimizer}");
    }
}
