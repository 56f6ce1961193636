using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Activations;

/// <summary>ReLU, LeakyReLU, Sigmoid and Tanh against a scalar reference.</summary>
public class ElementwiseActivationTests
{
    private const int Count = 3;
    private const float Slope = 0.125f;

    private delegate void ForwardKernel(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length);

    private delegate void BackwardKernel(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate);

    public static TheoryData<string> Names => [nameof(ReLU), nameof(LeakyReLU), nameof(Sigmoid), nameof(Tanh)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_is_the_function(string name)
    {
        (Func<double, double> function, ForwardKernel forward, _) = Activation(name);
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
        (Func<double, double> function, _, BackwardKernel backward) = Activation(name);
        Random random = new(2);
        foreach (int length in Kernel.Lengths)
        {
            float[] x = Data(random, Count * length);
            using GuardedMemory output = new([.. x.Select(value => (float)function(value))]);
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
        (_, ForwardKernel forward, _) = Activation(name);
        float[] output = Kernel.Run(20, (part, to) => forward(part, 1, Enumerable.Repeat(float.NaN, 20).ToArray(), to.Span, 20));
        Assert.All(output, value => Assert.True(float.IsNaN(value)));
    }

    private static (Func<double, double> Function, ForwardKernel Forward, BackwardKernel Backward) Activation(string name) => name switch
    {
        nameof(ReLU) => (x => Math.Max(x, 0), ReLU.Forward, ReLU.Backward),
        nameof(LeakyReLU) => (
            x => x > 0 ? x : x * Slope,
            (in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) => LeakyReLU.Forward(part, count, input, output, length, Slope),
            (in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate) => LeakyReLU.Backward(part, count, output, dOutput, dInput, length, Slope, accumulate)),
        nameof(Sigmoid) => (x => 1 / (1 + Math.Exp(-x)), Sigmoid.Forward, Sigmoid.Backward),
        _ => (Math.Tanh, Tanh.Forward, Tanh.Backward),
    };

    /// <summary>Numbers of both signs, away from 0, where the rectifiers have no derivative.</summary>
    private static float[] Data(Random random, int length) =>
        [.. Check.Random(random, length).Select(x => (4 * x) + (x < 0 ? -0.01f : 0.01f))];
}
