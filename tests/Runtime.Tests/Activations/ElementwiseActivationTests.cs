using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Activations;

/// <summary>Activations of each value by itself against their definitions in double.</summary>
public class ElementwiseActivationTests
{
    private const int Count = 3;
    private const float Slope = 0.125f;

    private delegate void ForwardKernel(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length);

    private delegate void BackwardKernel(in Part part, int count, ReadOnlySpan<float> outputOrInput, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate);

    public static TheoryData<string> Names =>
    [
        nameof(ReLU), nameof(LeakyReLU), nameof(Sigmoid), nameof(Tanh), nameof(ELU), nameof(SELU), nameof(GELU), "GELU by tanh",
        nameof(SiLU), nameof(Softplus), nameof(HardSigmoid), nameof(HardSwish),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_is_the_function(string name)
    {
        (Func<double, double> function, ForwardKernel forward, _, _) = Activation(name);
        Random random = new(1);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory input = new(Data(random, Count * length));
            float[] output = Kernel.Run(Count * length, (part, to) => forward(part, Count, input.Span, to.Span, length));
            Kernel.Close([.. Kernel.Double(input.Span).Select(function)], output, 1e-6, $"{name} {length}");

            float[] inPlace = Kernel.Run(input.Span, (part, to) => forward(part, Count, to.Span, to.Span, length));
            Check.SameBits(output, inPlace, $"{name} {length} in place");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_is_the_derivative(string name)
    {
        (Func<double, double> function, _, BackwardKernel backward, bool fromInput) = Activation(name);
        Random random = new(2);
        foreach (int length in Kernel.Lengths)
        {
            float[] x = Data(random, Count * length);
            using GuardedMemory output = new(fromInput ? x : [.. x.Select(value => (float)function(value))]);
            using GuardedMemory dOutput = new(Check.Random(random, Count * length));
            float[] before = Check.Random(random, Count * length);
            double[] expected = [.. x.Select((value, i) => (function(value + 1e-5) - function(value - 1e-5)) / 2e-5 * dOutput.Span[i])];

            float[] dInput = Kernel.Run(Count * length, (part, to) => backward(part, Count, output.Span, dOutput.Span, to.Span, length, false));
            Kernel.Close(expected, dInput, 1e-5, $"{name} {length}");

            float[] added = Kernel.Run(before, (part, to) => backward(part, Count, output.Span, dOutput.Span, to.Span, length, true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 1e-5, $"{name} {length} accumulated");

            float[] inPlace = Kernel.Run(dOutput.Span, (part, to) => backward(part, Count, output.Span, to.Span, to.Span, length, false));
            Check.SameBits(dInput, inPlace, $"{name} {length} in place");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN_stays_NaN(string name)
    {
        (_, ForwardKernel forward, _, _) = Activation(name);
        float[] output = Kernel.Run(20, (part, to) => forward(part, 1, Enumerable.Repeat(float.NaN, 20).ToArray(), to.Span, 20));
        Assert.All(output, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Step_is_one_above_zero_alone()
    {
        foreach (int length in Kernel.Lengths)
        {
            float[] x = Data(new Random(3), length);
            x[0] = 0;
            using GuardedMemory input = new(x);
            float[] expected = [.. x.Select(value => value > 0 ? 1f : 0f)];
            Assert.Equal(expected, Kernel.Run(length, (part, to) => UnitStep.Forward(part, 1, input.Span, to.Span, length)));
            Assert.Equal(expected, Kernel.Run(x, (part, to) => UnitStep.Forward(part, 1, to.Span, to.Span, length)));
        }

        float[] limits = [-0f, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        Assert.Equal([0f, 1f, 1f, 0f, float.NaN], Kernel.Run(5, (part, to) => UnitStep.Forward(part, 1, limits, to.Span, 5)));
    }

    /// <summary>Far out, the curves are what they tend to, and neither infinite nor NaN.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Far_out_the_curve_and_its_derivative_are_finite(string name)
    {
        (Func<double, double> function, ForwardKernel forward, BackwardKernel backward, bool fromInput) = Activation(name);
        float[] x = [-1e30f, -1e18f, -200, -89, -20, -12, 12, 20, 89, 200, 1e18f, 1e30f];
        float[] y = Kernel.Run(x.Length, (part, to) => forward(part, 1, x, to.Span, x.Length));
        float[] slope = Kernel.Run(x.Length, (part, to) => backward(part, 1, fromInput ? x : y, Enumerable.Repeat(1f, x.Length).ToArray(), to.Span, x.Length, false));
        for (int i = 0; i < x.Length; i++)
        {
            bool isLine = Math.Abs(x[i]) > 1e6;
            double expected = isLine ? function(Math.Sign(x[i]) * 1e6) * (Math.Abs(function(Math.Sign(x[i]) * 1e6)) > 10 ? x[i] / (Math.Sign(x[i]) * 1e6) : 1) : function(x[i]);
            Kernel.Close([expected], [y[i]], 2e-6, $"{name} of {x[i]}");
            double at = isLine ? Math.Sign(x[i]) * 1e3 : x[i];
            Kernel.Close([(function(at + 1e-3) - function(at - 1e-3)) / 2e-3], [slope[i]], 1e-4, $"slope of {name} at {x[i]}");
        }
    }

    private static (Func<double, double> Function, ForwardKernel Forward, BackwardKernel Backward, bool FromInput) Activation(string name) => name switch
    {
        nameof(ReLU) => (x => Math.Max(x, 0), ReLU.Forward, ReLU.Backward, false),
        nameof(LeakyReLU) => (
            x => x > 0 ? x : x * Slope,
            (in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) => LeakyReLU.Forward(part, count, input, output, length, Slope),
            (in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate) => LeakyReLU.Backward(part, count, output, dOutput, dInput, length, Slope, accumulate),
            false),
        nameof(Sigmoid) => (x => 1 / (1 + Math.Exp(-x)), Sigmoid.Forward, Sigmoid.Backward, false),
        nameof(Tanh) => (Math.Tanh, Tanh.Forward, Tanh.Backward, false),
        nameof(ELU) => (
            x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1),
            (in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) => ELU.Forward(part, count, input, output, length, 1.5f),
            (in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate) => ELU.Backward(part, count, output, dOutput, dInput, length, 1.5f, accumulate),
            false),
        nameof(SELU) => (x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), SELU.Forward, SELU.Backward, false),
        nameof(GELU) => (x => x * Normal(x), GELU.Forward, GELU.Backward, true),
        "GELU by tanh" => (x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))), GELU.ForwardTanh, GELU.BackwardTanh, true),
        nameof(SiLU) => (x => x / (1 + Math.Exp(-x)), SiLU.Forward, SiLU.Backward, true),
        nameof(Softplus) => (
            x => x * 2 > 15 ? x : Math.Log(1 + Math.Exp(2 * x)) / 2,
            (in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) => Softplus.Forward(part, count, input, output, length, 2, 15),
            (in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate) => Softplus.Backward(part, count, input, dOutput, dInput, length, 2, 15, accumulate),
            true),
        nameof(HardSigmoid) => (x => Math.Clamp(x + 3, 0, 6) / 6, HardSigmoid.Forward, HardSigmoid.Backward, false),
        _ => (x => x * Math.Clamp(x + 3, 0, 6) / 6, HardSwish.Forward, HardSwish.Backward, true),
    };

    /// <summary>The distribution function of the standard normal, by Simpson's rule.</summary>
    private static double Normal(double x)
    {
        if (Math.Abs(x) > 9)
        {
            return x > 0 ? 1 : 0;
        }

        const int Steps = 400;
        double sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double t = x * i / Steps;
            sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-t * t / 2);
        }

        return 0.5 + (sum * x / Steps / 3 / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>Numbers of both signs, away from 0 and ±3, where the rectifiers have no derivative.</summary>
    private static float[] Data(Random random, int length) =>
        [.. Check.Random(random, length).Select(x => (4 * x) + (x < 0 ? -0.01f : 0.01f)).Select(x => Math.Abs(Math.Abs(x) - 3) < 0.01 ? x + 0.05f : x)];
}
