using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// The gradient of the weights of a dense layer's last few outputs, with the inputs as lanes: two outputs by four vectors of
/// inputs at a time. Each sum runs over the rows in their order, as in the panels' tiles, and so comes to the same bits.
/// </summary>
internal static unsafe class LanesOfInputs<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Inputs taken at a time; what is left over is not computed here.</summary>
    public static int Inputs => 4 * S.Width;

    /// <summary>Adds to <paramref name="dWeight"/>: <paramref name="outputs"/> numbers at each of <paramref name="inputs"/> places, a multiple of <see cref="Inputs"/>.</summary>
    [SkipLocalsInit]
    public static void Run(int rows, int inputs, int outputs, float* input, nint inputRow, float* dOutput, nint dOutputRow, float* dWeight, int panel)
    {
        float* sums = stackalloc float[2 * 4 * 16];
        for (int k = 0; k < inputs; k += Inputs, dWeight += Inputs * panel)
        {
            for (int output = 0; output < outputs; output += 2)
            {
                float* to = dWeight + output;
                if (output + 1 < outputs)
                {
                    Sum<Count2>(rows, input + k, inputRow, dOutput + output, dOutputRow, (V*)sums);
                    for (int lane = 0; lane < Inputs; lane++, to += panel)
                    {
                        to[0] += sums[lane];
                        to[1] += sums[Inputs + lane];
                    }
                }
                else
                {
                    Sum<Count1>(rows, input + k, inputRow, dOutput + output, dOutputRow, (V*)sums);
                    for (int lane = 0; lane < Inputs; lane++, to += panel)
                    {
                        to[0] += sums[lane];
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<N>(int rows, float* input, nint inputRow, float* dOutput, nint dOutputRow, V* sums)
        where N : unmanaged
    {
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, d0 = S.Zero, d1 = S.Zero, d2 = S.Zero, d3 = S.Zero;
        for (; rows > 0; rows--, input += inputRow, dOutput += dOutputRow)
        {
            V* x = (V*)input;
            V x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], value = S.Broadcast(*dOutput);
            c0 = S.MultiplyAdd(value, x0, c0);
            c1 = S.MultiplyAdd(value, x1, c1);
            c2 = S.MultiplyAdd(value, x2, c2);
            c3 = S.MultiplyAdd(value, x3, c3);
            if (sizeof(N) > 1)
            {
                value = S.Broadcast(dOutput[1]);
                d0 = S.MultiplyAdd(value, x0, d0);
                d1 = S.MultiplyAdd(value, x1, d1);
                d2 = S.MultiplyAdd(value, x2, d2);
                d3 = S.MultiplyAdd(value, x3, d3);
            }
        }

        (sums[0], sums[1], sums[2], sums[3]) = (c0, c1, c2, c3);
        if (sizeof(N) > 1)
        {
            (sums[4], sums[5], sums[6], sums[7]) = (d0, d1, d2, d3);
        }
    }
}
