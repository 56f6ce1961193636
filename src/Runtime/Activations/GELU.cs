using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The Gaussian error linear unit (Hendrycks and Gimpel 2016), <c>x · Φ(x)</c> with Φ the distribution function of the
/// standard normal: exactly, or by the authors' approximation with a hyperbolic tangent.
/// </summary>
public static class GELU
{
    // √½, 1 / √(2π) and √(2/π).
    private const float RootOfHalf = 0.70710678f;
    private const float Density = 0.39894228f;
    private const float TanhFactor = 0.79788456f;
    private const float Cubic = 0.044715f;

    /// <summary><c>y = x / 2 · (1 + erf(x / √2))</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Exact>.Run(part, count * length, input, output);

    /// <summary><c>dx = dy · (Φ(x) + x · φ(x))</c> with φ the density. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate = false) =>
        BinaryLoop.Run<ExactGradient>(part, count * length, input, dOutput, dInput, accumulate: accumulate);

    /// <summary><c>y = x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void ForwardTanh(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Approximate>.Run(part, count * length, input, output);

    /// <summary>The gradient of <see cref="ForwardTanh"/>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardTanh(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate = false) =>
        BinaryLoop.Run<ApproximateGradient>(part, count * length, input, dOutput, dInput, accumulate: accumulate);

    private readonly struct Exact : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => S.Multiply(x, Distribution<S, V>(x));
    }

    private readonly struct ExactGradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V density = S.Multiply(S.Broadcast(Density), VectorMath.Exp<S, V>(S.Multiply(S.Multiply(x, x), S.Broadcast(-0.5f))));
            return S.Multiply(dy, S.MultiplyAdd(x, density, Distribution<S, V>(x)));
        }
    }

    private readonly struct Approximate : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V half = S.Broadcast(0.5f);
            return S.Multiply(x, S.MultiplyAdd(half, Tangent<S, V>(Bounded<S, V>(x)), half));
        }
    }

    private readonly struct ApproximateGradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V half = S.Broadcast(0.5f);
            V one = S.Broadcast(1f);
            x = Bounded<S, V>(x);
            V tangent = Tangent<S, V>(x);
            V inner = S.Multiply(S.Broadcast(TanhFactor), S.MultiplyAdd(S.Multiply(x, x), S.Broadcast(3 * Cubic), one));
            V bend = S.Multiply(S.Subtract(one, S.Multiply(tangent, tangent)), S.Multiply(x, inner));
            return S.Multiply(dy, S.Multiply(half, S.Add(S.Add(one, tangent), bend)));
        }
    }

    /// <summary>Φ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Distribution<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V half = S.Broadcast(0.5f);
        return S.MultiplyAdd(half, VectorMath.Erf<S, V>(S.Multiply(x, S.Broadcast(RootOfHalf))), half);
    }

    /// <summary>Beyond ±10 the tangent is ±1, and cubes might overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bounded<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct => S.Max(S.Broadcast(-10f), S.Min(S.Broadcast(10f), x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tangent<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V cubic = S.MultiplyAdd(S.Multiply(x, x), S.Broadcast(Cubic), S.Broadcast(1f));
        return VectorMath.Tanh<S, V>(S.Multiply(S.Multiply(x, cubic), S.Broadcast(TanhFactor)));
    }
}
