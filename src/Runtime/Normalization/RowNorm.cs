using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>Whether a norm of rows subtracts the mean, or divides by the root of the mean of squares alone.</summary>
internal interface IRowCentre
{
    static abstract bool IsSubtracted { get; }
}

internal readonly struct MeanCentre : IRowCentre
{
    public static bool IsSubtracted => true;
}

internal readonly struct NoCentre : IRowCentre
{
    public static bool IsSubtracted => false;
}

/// <summary>
/// What <see cref="LayerNorm"/> and <see cref="RMSNorm"/> share: every row is normalised by its own numbers. Statistics are
/// the inverse deviations of all rows of the batch, then their means where these are subtracted.
/// </summary>
internal static unsafe class RowNorm
{
    // So many rows of two arrays stay in the nearer caches while the columns are walked.
    private const int RowBlock = 64;

    public static void Forward<TCentre, TActivation>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, int rows, int features, float epsilon)
        where TCentre : struct, IRowCentre
        where TActivation : struct, IUnaryOperator
    {
        int total = count * rows;
        Debug.Assert(input.Length >= total * features && output.Length >= total * features, "The spans hold every row.");
        Debug.Assert(statistics.IsEmpty || statistics.Length >= total * (TCentre.IsSubtracted ? 2 : 1), "Every row has its statistics.");
        Debug.Assert((weight.IsEmpty || weight.Length >= features) && (bias.IsEmpty || bias.Length >= features), "Every feature has a factor and a summand.");
        (int start, int end) = part.Range(total, Grain(features));
        fixed (float* x = input)
        fixed (float* factors = weight)
        fixed (float* summands = bias)
        fixed (float* y = output)
        fixed (float* deviations = statistics)
        {
            float* means = TCentre.IsSubtracted && deviations != null ? deviations + total : null;
            VectorWidth.Run(new ForwardKernel<TCentre, TActivation>(x, factors, summands, y, deviations, means, start, end, features, epsilon));
        }
    }

    public static void BackwardInput<TCentre, TDestination>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, int rows, int features)
        where TCentre : struct, IRowCentre
        where TDestination : struct, IDestination
    {
        int total = count * rows;
        Debug.Assert(input.Length >= total * features && dOutput.Length >= total * features && dInput.Length >= total * features, "The spans hold every row.");
        (int start, int end) = part.Range(total, Grain(features));
        fixed (float* x = input)
        fixed (float* factors = weight)
        fixed (float* deviations = statistics)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            VectorWidth.Run(new InputKernel<TCentre, TDestination>(x, factors, deviations, deviations + total, dy, dx, start, end, features));
        }
    }

    public static void BackwardParameters<TCentre>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dWeight, Span<float> dBias, int rows, int features)
        where TCentre : struct, IRowCentre
    {
        int total = count * rows;
        Debug.Assert(input.Length >= total * features && dOutput.Length >= total * features, "The spans hold every row.");
        Debug.Assert(dWeight.Length >= features && (dBias.IsEmpty || dBias.Length >= features), "Every feature has a gradient.");
        (int start, int end) = part.Range(features, 16);
        fixed (float* x = input)
        fixed (float* deviations = statistics)
        fixed (float* dy = dOutput)
        fixed (float* weights = dWeight)
        fixed (float* biases = dBias)
        {
            VectorWidth.Run(new ParametersKernel<TCentre>(x, deviations, deviations + total, dy, weights, biases, start, end, total, features));
        }
    }

    private static int Grain(int features) => Math.Max(1, BinaryLoop.Grain / features);

    private readonly struct ForwardKernel<TCentre, TActivation>(float* input, float* weight, float* bias, float* output, float* deviations, float* means, int start, int end, int features, float epsilon) : IVectorKernel
        where TCentre : struct, IRowCentre
        where TActivation : struct, IUnaryOperator
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = start; row < end; row++)
            {
                float* x = input + ((long)row * features);
                (float mean, float squares) = TCentre.IsSubtracted
                    ? RowSums.Moments<S, V>(x, features)
                    : (0f, RowSums.Dot<S, V>(x, x, features));
                float deviation = 1f / MathF.Sqrt((squares / features) + epsilon);
                if (deviations != null)
                {
                    deviations[row] = deviation;
                    if (TCentre.IsSubtracted)
                    {
                        means[row] = mean;
                    }
                }

                Write<S, V>(x, output + ((long)row * features), mean, deviation);
            }
        }

        private void Write<S, V>(float* x, float* y, float mean, float deviation)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* w = weight;
            float* b = bias;
            int length = features;
            V m = S.Broadcast(mean);
            V r = S.Broadcast(deviation);
            int i = 0;
            for (; i <= length - S.Width; i += S.Width)
            {
                V value = S.Multiply(Centred<S, V, TCentre>(S.Load(x + i), m), r);
                value = w == null ? value : b == null ? S.Multiply(value, S.Load(w + i)) : S.MultiplyAdd(value, S.Load(w + i), S.Load(b + i));
                S.Store(y + i, default(TActivation).Apply<S, V>(value));
            }

            if (i < length)
            {
                int lanes = length - i;
                V value = S.Multiply(Centred<S, V, TCentre>(S.LoadFirst(x + i, lanes), m), r);
                value = w == null ? value : b == null ? S.Multiply(value, S.LoadFirst(w + i, lanes)) : S.MultiplyAdd(value, S.LoadFirst(w + i, lanes), S.LoadFirst(b + i, lanes));
                S.StoreFirst(y + i, default(TActivation).Apply<S, V>(value), lanes);
            }
        }
    }

    /// <summary>
    /// With g = dy · weight, d = x − mean and r the inverse deviation: <c>dx = r · (g − Σ g / n − d · r² · Σ g·d / n)</c>;
    /// without a mean, the first sum is left out.
    /// </summary>
    private readonly struct InputKernel<TCentre, TDestination>(float* input, float* weight, float* deviations, float* means, float* dOutput, float* dInput, int start, int end, int features) : IVectorKernel
        where TCentre : struct, IRowCentre
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = start; row < end; row++)
            {
                long offset = (long)row * features;
                Row<S, V>(input + offset, dOutput + offset, dInput + offset, TCentre.IsSubtracted ? means[row] : 0f, deviations[row]);
            }
        }

        private void Row<S, V>(float* x, float* dy, float* dx, float mean, float deviation)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* w = weight;
            int length = features;
            V m = S.Broadcast(mean);
            V gradients = S.Zero;
            V products = S.Zero;
            int i = 0;
            for (; i <= length - S.Width; i += S.Width)
            {
                V g = w == null ? S.Load(dy + i) : S.Multiply(S.Load(dy + i), S.Load(w + i));
                gradients = S.Add(gradients, g);
                products = S.MultiplyAdd(g, Centred<S, V, TCentre>(S.Load(x + i), m), products);
            }

            if (i < length)
            {
                int lanes = length - i;
                V g = w == null ? S.LoadFirst(dy + i, lanes) : S.Multiply(S.LoadFirst(dy + i, lanes), S.LoadFirst(w + i, lanes));
                gradients = S.Add(gradients, g);
                products = S.MultiplyAdd(g, Centred<S, V, TCentre>(S.LoadFirst(x + i, lanes), m), products);
            }

            V r = S.Broadcast(deviation);
            V slope = S.Broadcast(-deviation * deviation * deviation * (S.Sum(products) / length));
            V shift = S.Broadcast(TCentre.IsSubtracted ? -deviation * (S.Sum(gradients) / length) : 0f);
            for (i = 0; i <= length - S.Width; i += S.Width)
            {
                V g = w == null ? S.Load(dy + i) : S.Multiply(S.Load(dy + i), S.Load(w + i));
                V d = Centred<S, V, TCentre>(S.Load(x + i), m);
                TDestination.Store<S, V>(dx + i, S.MultiplyAdd(d, slope, S.MultiplyAdd(g, r, shift)));
            }

            if (i < length)
            {
                int lanes = length - i;
                V g = w == null ? S.LoadFirst(dy + i, lanes) : S.Multiply(S.LoadFirst(dy + i, lanes), S.LoadFirst(w + i, lanes));
                V d = Centred<S, V, TCentre>(S.LoadFirst(x + i, lanes), m);
                TDestination.StoreFirst<S, V>(dx + i, S.MultiplyAdd(d, slope, S.MultiplyAdd(g, r, shift)), lanes);
            }
        }
    }

    /// <summary><c>Σ dy · (x − mean) · r</c> and <c>Σ dy</c> of the rows, for a range of features.</summary>
    private readonly struct ParametersKernel<TCentre>(float* input, float* deviations, float* means, float* dOutput, float* dWeight, float* dBias, int start, int end, int total, int features) : IVectorKernel
        where TCentre : struct, IRowCentre
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int first = 0; first < total; first += RowBlock)
            {
                int last = Math.Min(total, first + RowBlock);
                int i = start;
                for (; i <= end - (2 * S.Width); i += 2 * S.Width)
                {
                    TwoColumns<S, V>(first, last, i);
                }

                for (; i < end; i += S.Width)
                {
                    Column<S, V>(first, last, i, Math.Min(S.Width, end - i));
                }
            }
        }

        private void TwoColumns<S, V>(int first, int last, int column)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* x = input + ((long)first * features) + column;
            float* dy = dOutput + ((long)first * features) + column;
            V weight0 = S.Zero, weight1 = S.Zero, bias0 = S.Zero, bias1 = S.Zero;
            for (int row = first; row < last; row++, x += features, dy += features)
            {
                V r = S.Broadcast(deviations[row]);
                V m = TCentre.IsSubtracted ? S.Broadcast(means[row]) : S.Zero;
                V g = S.Load(dy);
                bias0 = S.Add(bias0, g);
                weight0 = S.MultiplyAdd(g, S.Multiply(Centred<S, V, TCentre>(S.Load(x), m), r), weight0);
                g = S.Load(dy + S.Width);
                bias1 = S.Add(bias1, g);
                weight1 = S.MultiplyAdd(g, S.Multiply(Centred<S, V, TCentre>(S.Load(x + S.Width), m), r), weight1);
            }

            Accumulate.Store<S, V>(dWeight + column, weight0);
            Accumulate.Store<S, V>(dWeight + column + S.Width, weight1);
            if (dBias != null)
            {
                Accumulate.Store<S, V>(dBias + column, bias0);
                Accumulate.Store<S, V>(dBias + column + S.Width, bias1);
            }
        }

        private void Column<S, V>(int first, int last, int column, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* x = input + ((long)first * features) + column;
            float* dy = dOutput + ((long)first * features) + column;
            V mask = S.FirstLanes(lanes);
            V weight = S.Zero, bias = S.Zero;
            for (int row = first; row < last; row++, x += features, dy += features)
            {
                V g = S.LoadMasked(dy, mask);
                V m = TCentre.IsSubtracted ? S.Broadcast(means[row]) : S.Zero;
                bias = S.Add(bias, g);
                weight = S.MultiplyAdd(g, S.Multiply(Centred<S, V, TCentre>(S.LoadMasked(x, mask), m), S.Broadcast(deviations[row])), weight);
            }

            Accumulate.StoreFirst<S, V>(dWeight + column, weight, lanes);
            if (dBias != null)
            {
                Accumulate.StoreFirst<S, V>(dBias + column, bias, lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Centred<S, V, TCentre>(V x, V mean)
        where S : struct, ISimd<S, V>
        where V : struct
        where TCentre : struct, IRowCentre =>
        TCentre.IsSubtracted ? S.Subtract(x, mean) : x;
}
