using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The logarithm of the softmax of each row, <c>y = x − ln Σ e^x</c>, computed with the row's maximum subtracted, so that
/// it never overflows. A row is a sample's features, or the channels of one pixel.
/// </summary>
public static unsafe class LogSoftmax
{
    /// <summary><c>y = x − ln Σ e^x</c> in every row. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·rows·features floats.</param>
    /// <param name="output">count·rows·features floats.</param>
    /// <param name="rows">Rows in a sample: the pixels of an image, the steps of a sequence, else 1.</param>
    /// <param name="features">Floats in a row.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int rows, int features)
    {
        Debug.Assert(input.Length >= count * rows * features && output.Length >= count * rows * features, "The spans hold every row.");
        (int start, int end) = part.Range(count * rows, RowGrain(features));
        fixed (float* from = input)
        fixed (float* to = output)
        {
            VectorWidth.Run(new ForwardKernel(from, to, start, end, features));
        }
    }

    /// <summary><c>dx = dy − e^y · Σ dy</c> in every row. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">What forward gave: count·rows·features floats.</param>
    /// <param name="dOutput">The gradient of the output: count·rows·features floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·rows·features floats.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int rows, int features, bool accumulate = false)
    {
        Debug.Assert(output.Length >= count * rows * features && dOutput.Length >= count * rows * features && dInput.Length >= count * rows * features, "The spans hold every row.");
        (int start, int end) = part.Range(count * rows, RowGrain(features));
        fixed (float* y = output)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            if (accumulate)
            {
                VectorWidth.Run(new BackwardKernel<Accumulate>(y, dy, dx, start, end, features));
            }
            else
            {
                VectorWidth.Run(new BackwardKernel<Overwrite>(y, dy, dx, start, end, features));
            }
        }
    }

    private static int RowGrain(int features) => Math.Max(1, BinaryLoop.Grain / features);

    private readonly struct ForwardKernel(float* input, float* output, int start, int end, int features) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int length = features;
            for (int row = start; row < end; row++)
            {
                float* x = input + ((long)row * length);
                float* y = output + ((long)row * length);
                float max = ScoreRows.Max<S, V>(x, length);
                V top = S.Broadcast(max);
                V sum = S.Zero;
                int i = 0;
                for (; i <= length - S.Width; i += S.Width)
                {
                    sum = S.Add(sum, VectorMath.Exp<S, V>(S.Subtract(S.Load(x + i), top)));
                }

                if (i < length)
                {
                    V e = VectorMath.Exp<S, V>(S.Subtract(S.LoadFirst(x + i, length - i), top));
                    sum = S.Add(sum, S.And(S.FirstLanes(length - i), e));
                }

                // The maximum goes first: beside a large one, the logarithm would be lost.
                V rest = S.Broadcast(VectorMath.Log(S.Sum(sum)));
                for (i = 0; i <= length - S.Width; i += S.Width)
                {
                    S.Store(y + i, S.Subtract(S.Subtract(S.Load(x + i), top), rest));
                }

                if (i < length)
                {
                    S.StoreFirst(y + i, S.Subtract(S.Subtract(S.LoadFirst(x + i, length - i), top), rest), length - i);
                }
            }
        }
    }

    private readonly struct BackwardKernel<TDestination>(float* output, float* dOutput, float* dInput, int start, int end, int features) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int length = features;
            for (int row = start; row < end; row++)
            {
                float* y = output + ((long)row * length);
                float* dy = dOutput + ((long)row * length);
                float* dx = dInput + ((long)row * length);
                V total = S.Zero;
                int i = 0;
                for (; i <= length - S.Width; i += S.Width)
                {
                    total = S.Add(total, S.Load(dy + i));
                }

                if (i < length)
                {
                    total = S.Add(total, S.LoadFirst(dy + i, length - i));
                }

                V sum = S.Broadcast(S.Sum(total));
                for (i = 0; i <= length - S.Width; i += S.Width)
                {
                    TDestination.Store<S, V>(dx + i, S.Subtract(S.Load(dy + i), S.Multiply(VectorMath.Exp<S, V>(S.Load(y + i)), sum)));
                }

                if (i < length)
                {
                    V last = S.Subtract(S.LoadFirst(dy + i, length - i), S.Multiply(VectorMath.Exp<S, V>(S.LoadFirst(y + i, length - i)), sum));
                    TDestination.StoreFirst<S, V>(dx + i, last, length - i);
                }
            }
        }
    }
}
