using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary><c>y = f((x − mean) · scale + shift)</c> with one mean, scale and shift a channel; f is the activation.</summary>
internal static unsafe class AffineLoop
{
    /// <summary>
    /// Walks <paramref name="pixels"/> pixels. The slots hold the values of the channels at their front; they are repeated here.
    /// </summary>
    public static void Run<S, V, TActivation>(float* input, float* output, int pixels, in ChannelRows rows, float* mean, float* scale, float* shift)
        where S : struct, ISimd<S, V>
        where V : struct
        where TActivation : struct, IUnaryOperator
    {
        rows.Repeat(mean);
        rows.Repeat(scale);
        rows.Repeat(shift);

        int step = rows.Step;
        int left = pixels / rows.PixelsPerRow;
        for (; left >= 4; left -= 4)
        {
            FourRows<S, V, TActivation>(input, output, rows.Columns, step, mean, scale, shift);
            input += 4 * step;
            output += 4 * step;
        }

        for (; left > 0; left--)
        {
            Row<S, V, TActivation>(input, output, rows.Columns, mean, scale, shift);
            input += step;
            output += step;
        }

        Row<S, V, TActivation>(input, output, pixels % rows.PixelsPerRow * rows.Channels, mean, scale, shift);
    }

    private static void FourRows<S, V, TActivation>(float* input, float* output, int columns, int step, float* mean, float* scale, float* shift)
        where S : struct, ISimd<S, V>
        where V : struct
        where TActivation : struct, IUnaryOperator
    {
        int i = 0;
        for (; i <= columns - S.Width; i += S.Width)
        {
            V m = S.Load(mean + i);
            V a = S.Load(scale + i);
            V b = S.Load(shift + i);
            float* x = input + i;
            float* y = output + i;
            S.Store(y, Value<S, V, TActivation>(S.Load(x), m, a, b));
            S.Store(y + step, Value<S, V, TActivation>(S.Load(x + step), m, a, b));
            S.Store(y + (2 * step), Value<S, V, TActivation>(S.Load(x + (2 * step)), m, a, b));
            S.Store(y + (3 * step), Value<S, V, TActivation>(S.Load(x + (3 * step)), m, a, b));
        }

        if (i < columns)
        {
            for (int row = 0; row < 4; row++, input += step, output += step)
            {
                Row<S, V, TActivation>(input + i, output + i, columns - i, mean + i, scale + i, shift + i);
            }
        }
    }

    private static void Row<S, V, TActivation>(float* input, float* output, int columns, float* mean, float* scale, float* shift)
        where S : struct, ISimd<S, V>
        where V : struct
        where TActivation : struct, IUnaryOperator
    {
        int i = 0;
        for (; i <= columns - S.Width; i += S.Width)
        {
            S.Store(output + i, Value<S, V, TActivation>(S.Load(input + i), S.Load(mean + i), S.Load(scale + i), S.Load(shift + i)));
        }

        if (i < columns)
        {
            int lanes = columns - i;
            V value = Value<S, V, TActivation>(S.LoadFirst(input + i, lanes), S.LoadFirst(mean + i, lanes), S.LoadFirst(scale + i, lanes), S.LoadFirst(shift + i, lanes));
            S.StoreFirst(output + i, value, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Value<S, V, TActivation>(V x, V mean, V scale, V shift)
        where S : struct, ISimd<S, V>
        where V : struct
        where TActivation : struct, IUnaryOperator =>
        default(TActivation).Apply<S, V>(S.MultiplyAdd(S.Subtract(x, mean), scale, shift));
}
