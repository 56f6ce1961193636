using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// Adam (Kingma and Ba 2015): steps along the running mean of the gradients, divided by the root of the running mean of
/// their squares; both corrected for their start at 0. As PyTorch's Adam.
/// </summary>
public sealed record Adam : Optimizer
{
    /// <summary>Adam.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="beta1">The share of the mean that is kept; at least 0, below 1.</param>
    /// <param name="beta2">The share of the mean of squares that is kept; at least 0, below 1.</param>
    /// <param name="epsilon">Added to the root; finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(float rate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Beta1 = SettingCheck.BelowOne(beta1, nameof(beta1));
        Beta2 = SettingCheck.BelowOne(beta2, nameof(beta2));
        Epsilon = SettingCheck.AboveZero(epsilon, nameof(epsilon));
    }

    /// <summary>The share of the mean that is kept.</summary>
    public float Beta1 { get; }

    /// <summary>The share of the mean of squares that is kept.</summary>
    public float Beta2 { get; }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override int StateSlots => 2;

    /// <inheritdoc/>
    public override unsafe void Apply(Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int stateStride, int start, int length, float learningRate, long step)
    {
        Debug.Assert(start >= 0 && length >= 0 && start + length <= values.Length && start + length <= gradients.Length, "The range lies in the block.");
        Debug.Assert(stateStride + start + length <= state.Length, "The range lies in the state.");
        Debug.Assert(step >= 1, "Steps count from 1.");

        // value −= rate / (1 − beta1^t) · mean / (√square / √(1 − beta2^t) + epsilon)
        // in double precision, with 0.999f taken for 0.999.
        double beta1 = (double)(decimal)Beta1;
        double beta2 = (double)(decimal)Beta2;
        float size = (float)(learningRate / (1 - Power(beta1, step)));
        float correction = (float)(1 / Math.Sqrt(1 - Power(beta2, step)));
        fixed (float* value = values)
        fixed (float* gradient = gradients)
        fixed (float* moments = state)
        {
            VectorWidth.Run(new Kernel(value + start, gradient + start, moments + start, moments + stateStride + start, length, size, correction, beta1, beta2, Epsilon));
        }
    }

    /// <summary>A power by squaring, the same digits on every machine.</summary>
    private static double Power(double x, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
        {
            if ((exponent & 1) != 0)
            {
                power *= x;
            }
        }

        return power;
    }

    private readonly unsafe struct Kernel(float* values, float* gradients, float* means, float* squares, int length, float size, float correction, double beta1, double beta2, float epsilon) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* value = values;
            float* gradient = gradients;
            float* mean = means;
            float* square = squares;
            int count = length;
            Rule<S, V> rule = new(size, correction, beta1, beta2, epsilon);
            int i = 0;
            for (; i <= count - S.Width; i += S.Width)
            {
                V m = S.Load(mean + i);
                V v = S.Load(square + i);
                V x = rule.Update(S.Load(value + i), S.Load(gradient + i), ref m, ref v);
                S.Store(mean + i, m);
                S.Store(square + i, v);
                S.Store(value + i, x);
            }

            if (i < count)
            {
                int lanes = count - i;
                V m = S.LoadFirst(mean + i, lanes);
                V v = S.LoadFirst(square + i, lanes);
                V x = rule.Update(S.LoadFirst(value + i, lanes), S.LoadFirst(gradient + i, lanes), ref m, ref v);
                S.StoreFirst(mean + i, m, lanes);
                S.StoreFirst(square + i, v, lanes);
                S.StoreFirst(value + i, x, lanes);
            }
        }
    }

    private readonly struct Rule<S, V>(float size, float correction, double beta1, double beta2, float epsilon)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        private readonly V _size = S.Broadcast(-size);
        private readonly V _correction = S.Broadcast(correction);
        private readonly V _newMean = S.Broadcast((float)(1 - beta1));
        private readonly V _keptSquare = S.Broadcast((float)beta2);
        private readonly V _newSquare = S.Broadcast((float)(1 - beta2));
        private readonly V _epsilon = S.Broadcast(epsilon);

        // Far below what epsilon lets through: a mean moves a value by less than 1e-21, a root adds less than 1e-17 to epsilon.
        private readonly V _leastMean = S.Broadcast(1e-30f);
        private readonly V _leastGradient = S.Broadcast(1e-18f);
        private readonly V _leastSquare = S.Broadcast(1e-36f);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Update(V value, V gradient, ref V mean, ref V square)
        {
            mean = VectorMath.Flush<S, V>(S.MultiplyAdd(S.Subtract(gradient, mean), _newMean, mean), _leastMean);
            gradient = VectorMath.Flush<S, V>(gradient, _leastGradient);
            square = VectorMath.Flush<S, V>(S.MultiplyAdd(S.Multiply(gradient, gradient), _newSquare, S.Multiply(square, _keptSquare)), _leastSquare);
            V root = S.MultiplyAdd(S.Sqrt(square), _correction, _epsilon);
            return S.MultiplyAdd(_size, S.Divide(mean, root), value);
        }
    }
}
