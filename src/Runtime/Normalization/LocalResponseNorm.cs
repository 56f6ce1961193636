using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Local response normalisation (Krizhevsky, Sutskever and Hinton 2012) as PyTorch has it: <c>y = x · u^(−beta)</c> with
/// <c>u = k + alpha / size · Σ x²</c>, the sum over the channels from size / 2 (rounded down) before to (size − 1) / 2 after,
/// where there are such.
/// </summary>
public static unsafe class LocalResponseNorm
{
    /// <summary>The most channels in a sum.</summary>
    public const int LargestSize = 1023;

    // Three rows of channels, with what the sums see before and after them, fill the scratch memory.
    private const int SlotLength = 10_880, BlockLength = SlotLength - (2 * LargestSize) - 64;

    /// <summary>Divides every value by a power of the squares around it. The output is not the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="size">Channels in a sum, 1 to <see cref="LargestSize"/>.</param>
    /// <param name="alpha">The factor of the mean of squares; at least 0.</param>
    /// <param name="beta">The exponent; at least 0.</param>
    /// <param name="k">Added to the mean of squares; above 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels, int size, float alpha, float beta, float k)
    {
        Debug.Assert(input.Length >= count * pixels * channels && output.Length >= count * pixels * channels, "The spans hold every pixel.");
        (int start, int end) = part.Range(count * pixels, Grain(channels));
        Window window = new(channels, size, alpha, k);
        fixed (float* x = input)
        fixed (float* y = output)
        fixed (float* slots = part.Scratch)
        {
            if (beta == 0.75f)
            {
                VectorWidth.Run(new ForwardKernel<MinusThreeQuarters>(x, y, slots, start, end, window, default));
            }
            else
            {
                VectorWidth.Run(new ForwardKernel<MinusBeta>(x, y, slots, start, end, window, new MinusBeta(beta)));
            }
        }
    }

    /// <summary>
    /// <c>dx = dy · u^(−beta) − 2 · alpha / size · beta · x · Σ dy·x·u^(−beta − 1)</c>, the sum over the channels whose own
    /// sums this one is in. <c>dInput</c> is not <c>dOutput</c>.
    /// </summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·pixels·channels floats.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="size">As in forward.</param>
    /// <param name="alpha">As in forward.</param>
    /// <param name="beta">As in forward.</param>
    /// <param name="k">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, int size, float alpha, float beta, float k, bool accumulate = false)
    {
        if (beta == 0.75f)
        {
            Backward(part, count * pixels, input, dOutput, dInput, new Window(channels, size, alpha, k), beta, default(MinusThreeQuarters), accumulate);
        }
        else
        {
            Backward(part, count * pixels, input, dOutput, dInput, new Window(channels, size, alpha, k), beta, new MinusBeta(beta), accumulate);
        }
    }

    private static void Backward<TPower>(in Part part, int rows, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, in Window window, float beta, TPower power, bool accumulate)
        where TPower : struct, IUnaryOperator
    {
        Debug.Assert(input.Length >= rows * window.Channels && dOutput.Length >= rows * window.Channels && dInput.Length >= rows * window.Channels, "The spans hold every pixel.");
        (int start, int end) = part.Range(rows, Grain(window.Channels));
        fixed (float* x = input)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        fixed (float* slots = part.Scratch)
        {
            if (accumulate)
            {
                VectorWidth.Run(new BackwardKernel<TPower, Accumulate>(x, dy, dx, slots, start, end, window, beta, power));
            }
            else
            {
                VectorWidth.Run(new BackwardKernel<TPower, Overwrite>(x, dy, dx, slots, start, end, window, beta, power));
            }
        }
    }

    private static int Grain(int channels) => Math.Max(1, BinaryLoop.Grain / channels);

    /// <summary>What lies around a channel, no further than there are channels, and how its squares count.</summary>
    private readonly struct Window(int channels, int size, float alpha, float k)
    {
        public int Channels { get; } = channels;

        public int Before { get; } = Math.Min(size / 2, channels - 1);

        public int After { get; } = Math.Min((size - 1) / 2, channels - 1);

        public int Around => Before + After;

        public float Factor { get; } = alpha / size;

        public float K { get; } = k;

        /// <summary>The squares of the channels from <paramref name="first"/> on, zero where there is none.</summary>
        public void Squares<S, V>(float* x, int first, int length, float* to)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            (int from, int end) = Inside(first, length, to);
            for (int c = from; c < end; c += S.Width)
            {
                V value = S.LoadFirst(x + c, Math.Min(S.Width, end - c));
                S.StoreFirst(to + c - first, S.Multiply(value, value), Math.Min(S.Width, end - c));
            }
        }

        /// <summary>Which of the channels there are; the places of the others are cleared.</summary>
        public (int From, int End) Inside(int first, int length, float* slot)
        {
            int from = Math.Max(first, 0), end = Math.Min(first + length, Channels);
            new Span<float>(slot, from - first).Clear();
            new Span<float>(slot + end - first, first + length - end).Clear();
            return (from, end);
        }

        /// <summary>u of a vector of channels, from the squares that its first lane begins with.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Base<S, V>(float* squares)
            where S : struct, ISimd<S, V>
            where V : struct => S.MultiplyAdd(Sum<S, V>(squares), S.Broadcast(Factor), S.Broadcast(K));

        /// <summary>The sums of a window that begins at each lane.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Sum<S, V>(float* values)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V sum = S.Load(values);
            for (int i = 1; i <= Around; i++)
            {
                sum = S.Add(sum, S.Load(values + i));
            }

            return sum;
        }
    }

    private readonly struct ForwardKernel<TPower>(float* input, float* output, float* slots, int start, int end, Window window, TPower power) : IVectorKernel
        where TPower : struct, IUnaryOperator
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = start; row < end; row++)
            {
                float* x = input + ((long)row * window.Channels);
                float* y = output + ((long)row * window.Channels);
                for (int first = 0; first < window.Channels; first += BlockLength)
                {
                    int width = Math.Min(BlockLength, window.Channels - first);
                    window.Squares<S, V>(x, first - window.Before, width + window.Around, slots);
                    for (int i = 0; i < width; i += S.Width)
                    {
                        int lanes = Math.Min(S.Width, width - i);
                        V value = S.Multiply(S.LoadFirst(x + first + i, lanes), power.Apply<S, V>(window.Base<S, V>(slots + i)));
                        S.StoreFirst(y + first + i, value, lanes);
                    }
                }
            }
        }
    }

    private readonly struct BackwardKernel<TPower, TDestination>(float* input, float* dOutput, float* dInput, float* slots, int start, int end, Window window, float beta, TPower power) : IVectorKernel
        where TPower : struct, IUnaryOperator
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = start; row < end; row++)
            {
                long offset = (long)row * window.Channels;
                for (int first = 0; first < window.Channels; first += BlockLength)
                {
                    Block<S, V>(input + offset, dOutput + offset, dInput + offset, first, Math.Min(BlockLength, window.Channels - first));
                }
            }
        }

        private void Block<S, V>(float* x, float* dy, float* dx, int first, int width)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* squares = slots;
            float* powers = squares + SlotLength;
            float* terms = powers + SlotLength;
            int before = first - window.After;
            window.Squares<S, V>(x, before - window.Before, width + (2 * window.Around), squares);

            // dy · x · u^(−beta − 1) of every channel whose sum a channel of the block is in.
            (int from, int end) = window.Inside(before, width + window.Around, terms);
            for (int c = from; c < end; c += S.Width)
            {
                int lanes = Math.Min(S.Width, end - c);
                V u = window.Base<S, V>(squares + c - before);
                V powered = power.Apply<S, V>(u);
                S.Store(powers + c - before, powered);
                V product = S.Multiply(S.LoadFirst(x + c, lanes), S.LoadFirst(dy + c, lanes));
                S.StoreFirst(terms + c - before, S.Divide(S.Multiply(product, powered), u), lanes);
            }

            V factor = S.Broadcast(-2f * window.Factor * beta);
            for (int i = 0; i < width; i += S.Width)
            {
                int lanes = Math.Min(S.Width, width - i);
                V inner = S.Multiply(S.Multiply(factor, S.LoadFirst(x + first + i, lanes)), window.Sum<S, V>(terms + i));
                V value = S.MultiplyAdd(S.LoadFirst(dy + first + i, lanes), S.Load(powers + window.After + i), inner);
                TDestination.StoreFirst<S, V>(dx + first + i, value, lanes);
            }
        }
    }

    /// <summary>u^(−¾), from square roots.</summary>
    private readonly struct MinusThreeQuarters : IUnaryOperator
    {
        public V Apply<S, V>(V u)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V root = S.Sqrt(u);
            return S.Divide(S.Broadcast(1f), S.Multiply(root, S.Sqrt(root)));
        }
    }

    /// <summary>u^(−beta) of positive numbers, from exponential function and logarithm.</summary>
    private readonly struct MinusBeta(float beta) : IUnaryOperator
    {
        public V Apply<S, V>(V u)
            where S : struct, ISimd<S, V>
            where V : struct =>
            VectorMath.Exp<S, V>(S.Multiply(S.Broadcast(-beta), VectorMath.Log<S, V>(u)));
    }
}
