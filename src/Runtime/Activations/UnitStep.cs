using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The step of the first perceptrons: 1 above 0, else 0. Its derivative is 0, so it has no backward.</summary>
public static class UnitStep
{
    /// <summary><c>y = 1</c> where x is above 0, else 0, and so 0 at 0; NaN stays NaN. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Function>.Run(part, count * length, input, output);

    private readonly struct Function : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => S.Select(S.IsNaN(x), x, S.And(S.GreaterThan(x, S.Zero), S.Broadcast(1f)));
    }
}
