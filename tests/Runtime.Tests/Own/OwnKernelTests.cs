using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Own;

/// <summary>The loops around functions, layers and losses of one's own, against the formulas as plain C#.</summary>
public class OwnKernelTests
{
    private const int Count = 3;

    [Fact]
    public void A_function_runs_over_all_lengths()
    {
        Random random = new(1);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory input = new(Check.Random(random, Count * length));
            float[] output = Kernel.Run(Count * length, (part, to) => ElementwiseLayer.Forward<Cubed>(part, Count, input.Span, to.Span, length));
            Kernel.Close([.. Kernel.Double(input.Span).Select(x => x * x * x)], output, 1e-6, $"forward {length}");

            using GuardedMemory dOutput = new(Check.Random(random, Count * length));
            float[] before = Check.Random(random, Count * length);
            double[] expected = [.. Kernel.Double(input.Span).Zip(Kernel.Double(dOutput.Span), (x, dy) => 3 * x * x * dy)];
            float[] dInput = Kernel.Run(Count * length, (part, to) => ElementwiseLayer.Backward<Cubed>(part, Count, input.Span, dOutput.Span, to.Span, length));
            Kernel.Close(expected, dInput, 1e-6, $"backward {length}");
            float[] added = Kernel.Run(before, (part, to) => ElementwiseLayer.Backward<Cubed>(part, Count, input.Span, dOutput.Span, to.Span, length, accumulate: true));
            Kernel.Close([.. expected.Zip(before, (gradient, old) => gradient + old)], added, 1e-6, $"accumulated {length}");
        }
    }

    [Fact]
    public void A_loss_runs_over_all_lengths()
    {
        Random random = new(2);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory output = new(Check.Random(random, Count * length)), targets = new(Check.Random(random, Count * length)), losses = new(new float[Count]);
            float[] gradient = Kernel.Run(Count * length, (part, to) =>
                CustomLoss.Evaluate<Fourth>(part, Count, output.Span, targets.Span, losses.Span, to.Span, length, weight: 0.5f));
            double[] difference = [.. Kernel.Double(output.Span).Zip(Kernel.Double(targets.Span), (y, t) => y - t)];
            Kernel.Close([.. difference.Select(d => 0.5 * 4 * d * d * d / length / Count)], gradient, 1e-6, $"gradient {length}");
            double[] expected = [.. Enumerable.Range(0, Count).Select(n => difference.Skip(n * length).Take(length).Average(d => d * d * d * d))];
            Kernel.Close(expected, losses.Span, 1e-5, $"losses {length}");
        }
    }

    [Fact]
    public void A_layer_gets_its_samples_shapes_and_options()
    {
        Random random = new(3);
        foreach (int length in Kernel.Lengths.Where(length => length < 80))
        {
            int[] shape = [length];
            float[] options = [0.5f];
            using GuardedMemory input = new(Check.Random(random, Count * length)), weight = new(Check.Random(random, length));
            float[] output = Kernel.Run(Count * length, (part, to) => CustomLayer.Forward<Gain>(part, Count, input.Span, weight.Span, to.Span, shape, shape, options));
            Kernel.Close([.. Kernel.Double(input.Span).Select((x, i) => x * weight.Span[i % length] * 0.5)], output, 1e-6, $"forward {length}");

            using GuardedMemory dOutput = new(Check.Random(random, Count * length)), scratch = new(new float[Count * length]), dInput = new(new float[Count * length]);
            float[] before = Check.Random(random, length);
            float[] dWeight = Kernel.Run(before, (part, to) => CustomLayer.BackwardWithParameters<Gain>(
                part, Count, input.Span, weight.Span, dOutput.Span, dInput.Span, to.Span, scratch.Span, shape, shape, options));
            Kernel.Close([.. Kernel.Double(dOutput.Span).Select((dy, i) => dy * weight.Span[i % length] * 0.5)], dInput.Span, 1e-6, $"input gradient {length}");
            double[] sums = Kernel.Double(before);
            for (int i = 0; i < Count * length; i++)
            {
                sums[i % length] += 0.5 * input.Span[i] * dOutput.Span[i];
            }

            Kernel.Close(sums, dWeight, 1e-6, $"weight gradient {length}");
        }
    }

    private readonly struct Cubed : IElementwise
    {
        public static T Value<T>(T x)
            where T : struct, IReal<T> => x * x * x;

        public static T Derivative<T>(T x)
            where T : struct, IReal<T> => 3 * x * x;
    }

    private readonly struct Fourth : ILoss
    {
        public static T Value<T>(T output, T target)
            where T : struct, IReal<T>
        {
            T square = (output - target) * (output - target);
            return square * square;
        }

        public static T Derivative<T>(T output, T target)
            where T : struct, IReal<T>
        {
            T difference = output - target;
            return 4 * difference * difference * difference;
        }
    }

    private readonly struct Gain : ICustom
    {
        public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output)
        {
            for (int i = 0; i < input.Length; i++)
            {
                output[i] = input[i] * call.Parameters[i % call.InputLength] * call.Options[0];
            }
        }

        public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, Span<float> dParameters)
        {
            for (int i = 0; i < input.Length; i++)
            {
                dInput[i] = dOutput[i] * call.Parameters[i % call.InputLength] * call.Options[0];
                dParameters[i % call.InputLength] += dOutput[i] * input[i] * call.Options[0];
            }
        }
    }
}
