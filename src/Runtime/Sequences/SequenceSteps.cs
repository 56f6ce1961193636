using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// From many steps to one and back: the last step, the mean over the steps, one vector as every step. Where lengths are
/// given, the steps beyond a sample's length do not count.
/// </summary>
public static unsafe class SequenceSteps
{
    /// <summary><c>y = x[length − 1]</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·steps·features floats.</param>
    /// <param name="output">Receives count·features floats.</param>
    /// <param name="lengths">How many steps of each sample count; empty where all do.</param>
    /// <param name="shape">Sizes.</param>
    public static void ForwardLast(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, ReadOnlySpan<float> lengths, in StepsShape shape)
    {
        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(input.Length >= count * sample && output.Length >= count * features, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        for (int i = start; i < end; i++)
        {
            input.Slice((i * sample) + ((Length(lengths, i, shape) - 1) * features), features).CopyTo(output.Slice(i * features, features));
        }
    }

    /// <summary><c>dx[length − 1] = dy</c>, and 0 in all other steps.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·features floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·steps·features floats.</param>
    /// <param name="lengths">As in forward.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardLast(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, ReadOnlySpan<float> lengths, in StepsShape shape, bool accumulate = false)
    {
        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(dInput.Length >= count * sample && dOutput.Length >= count * features, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        for (int i = start; i < end; i++)
        {
            Span<float> to = dInput.Slice(i * sample, sample);
            if (!accumulate)
            {
                to.Clear();
            }

            fixed (float* from = dOutput.Slice(i * features, features))
            fixed (float* last = to.Slice((Length(lengths, i, shape) - 1) * features, features))
            {
                VectorWidth.Run(new Axpy(from, last, features, 1, steps: 1));
            }
        }
    }

    /// <summary><c>y = Σ x[step] / length</c> over the steps that count.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·steps·features floats.</param>
    /// <param name="output">Receives count·features floats.</param>
    /// <param name="lengths">How many steps of each sample count; empty where all do.</param>
    /// <param name="shape">Sizes.</param>
    public static void ForwardMean(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, ReadOnlySpan<float> lengths, in StepsShape shape)
    {
        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(input.Length >= count * sample && output.Length >= count * features, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            for (int i = start; i < end; i++)
            {
                int length = Length(lengths, i, shape);
                VectorWidth.Run(new Sum<Overwrite>(x + ((long)i * sample), y + ((long)i * features), features, length, 1f / length));
            }
        }
    }

    /// <summary><c>dx[step] = dy / length</c> in the steps that count, and 0 in the others.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·features floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·steps·features floats.</param>
    /// <param name="lengths">As in forward.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardMean(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, ReadOnlySpan<float> lengths, in StepsShape shape, bool accumulate = false)
    {
        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(dInput.Length >= count * sample && dOutput.Length >= count * features, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            for (int i = start; i < end; i++)
            {
                float* to = dx + ((long)i * sample);
                if (!accumulate)
                {
                    new Span<float>(to, sample).Clear();
                }

                int length = Length(lengths, i, shape);
                VectorWidth.Run(new Axpy(dy + ((long)i * features), to, features, 1f / length, length));
            }
        }
    }

    /// <summary><c>y[step] = x</c> in every step.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·features floats.</param>
    /// <param name="output">Receives count·steps·features floats.</param>
    /// <param name="shape">Sizes of the output.</param>
    public static void ForwardRepeat(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in StepsShape shape)
    {
        int features = shape.Features, rows = count * shape.Steps;
        Debug.Assert(input.Length >= count * features && output.Length >= rows * features, "The spans hold every step.");
        (int start, int end) = part.Range(rows, Math.Max(1, BinaryLoop.Grain / features));
        for (int row = start; row < end; row++)
        {
            input.Slice(row / shape.Steps * features, features).CopyTo(output.Slice(row * features, features));
        }
    }

    /// <summary><c>dx = Σ dy[step]</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·steps·features floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·features floats.</param>
    /// <param name="shape">Sizes of the output.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardRepeat(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in StepsShape shape, bool accumulate = false)
    {
        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(dOutput.Length >= count * sample && dInput.Length >= count * features, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            for (int i = start; i < end; i++)
            {
                float* from = dy + ((long)i * sample), to = dx + ((long)i * features);
                if (accumulate)
                {
                    VectorWidth.Run(new Sum<Accumulate>(from, to, features, shape.Steps, 1));
                }
                else
                {
                    VectorWidth.Run(new Sum<Overwrite>(from, to, features, shape.Steps, 1));
                }
            }
        }
    }

    /// <summary><c>y = x</c> in the steps that count, and a number in the others.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·steps·features floats.</param>
    /// <param name="output">Receives count·steps·features floats. It may be the input.</param>
    /// <param name="lengths">How many steps of each sample count.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="beyond">What the steps beyond become.</param>
    public static void ForwardCounted(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, ReadOnlySpan<float> lengths, in StepsShape shape, float beyond = 0)
    {
        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(input.Length >= count * sample && output.Length >= count * sample, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        for (int i = start; i < end; i++)
        {
            int counted = Length(lengths, i, shape) * features;
            Span<float> to = output.Slice(i * sample, sample);
            input.Slice(i * sample, counted).CopyTo(to);
            to[counted..].Fill(beyond);
        }
    }

    /// <summary><c>dx = dy</c> in the steps that count, and 0 in the others.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·steps·features floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·steps·features floats. It may be that of the output.</param>
    /// <param name="lengths">As in forward.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardCounted(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, ReadOnlySpan<float> lengths, in StepsShape shape, bool accumulate = false)
    {
        if (!accumulate)
        {
            ForwardCounted(part, count, dOutput, dInput, lengths, shape);
            return;
        }

        int features = shape.Features, sample = shape.Steps * features;
        Debug.Assert(dInput.Length >= count * sample && dOutput.Length >= count * sample, "The spans hold every step.");
        (int start, int end) = part.Range(count);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            for (int i = start; i < end; i++)
            {
                VectorWidth.Run(new Axpy(dy + ((long)i * sample), dx + ((long)i * sample), Length(lengths, i, shape) * features, 1, steps: 1));
            }
        }
    }

    private static int Length(ReadOnlySpan<float> lengths, int sample, in StepsShape shape) => lengths.IsEmpty ? shape.Steps : (int)lengths[sample];

    /// <summary><c>to = factor · Σ from[step]</c>, in the order of the steps.</summary>
    private readonly struct Sum<TDestination>(float* from, float* to, int features, int steps, float factor) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V by = S.Broadcast(factor);
            for (int i = 0; i < features; i += S.Width)
            {
                int lanes = Math.Min(S.Width, features - i);
                V mask = S.FirstLanes(lanes), sum = S.Zero;
                for (int step = 0; step < steps; step++)
                {
                    sum = S.Add(sum, S.LoadMasked(from + ((long)step * features) + i, mask));
                }

                TDestination.StoreFirst<S, V>(to + i, S.Multiply(sum, by), lanes);
            }
        }
    }

    /// <summary><c>to[step] += factor · from</c>.</summary>
    private readonly struct Axpy(float* from, float* to, int features, float factor, int steps) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V by = S.Broadcast(factor);
            for (int i = 0; i < features; i += S.Width)
            {
                V mask = S.FirstLanes(Math.Min(S.Width, features - i)), summand = S.Multiply(S.LoadMasked(from + i, mask), by);
                for (int step = 0; step < steps; step++)
                {
                    float* at = to + ((long)step * features) + i;
                    S.StoreMasked(at, S.Add(S.LoadMasked(at, mask), summand), mask);
                }
            }
        }
    }
}
