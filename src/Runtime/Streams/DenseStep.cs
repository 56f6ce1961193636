using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Simd;
using Espalier.Streams;

namespace Espalier.Kernels;

/// <summary>One row through a dense layer, for streams. The weights lie in panels, as <see cref="Dense"/> has them.</summary>
public static class DenseStep
{
    /// <summary><c>output = weight · input + bias</c>.</summary>
    /// <param name="input">The row, <paramref name="inputs"/> floats.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="bias">One number an output, or empty.</param>
    /// <param name="output">Overwritten: <paramref name="outputs"/> floats.</param>
    /// <param name="inputs">Floats that come in.</param>
    /// <param name="outputs">Floats that come out.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int inputs, int outputs) =>
        Run(input, weight, bias, output, inputs, outputs, float.NegativeInfinity);

    /// <summary><c>output = max(0, weight · input + bias)</c>; NaN stays NaN. The arguments are those of <see cref="Forward"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForwardReLU(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int inputs, int outputs) =>
        Run(input, weight, bias, output, inputs, outputs, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int inputs, int outputs, float floor)
    {
        Debug.Assert(input.Length >= inputs && output.Length >= outputs && (bias.IsEmpty || bias.Length >= outputs), "The spans hold a row.");
        fixed (float* a = input, w = weight, b = bias, result = output)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                RowStep<Simd512, Vector512<float>>.Run(a, w, b, result, inputs, outputs, floor);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                RowStep<Simd256, Vector256<float>>.Run(a, w, b, result, inputs, outputs, floor);
            }
            else
            {
                RowStep<Simd128, Vector128<float>>.Run(a, w, b, result, inputs, outputs, floor);
            }
        }
    }
}
