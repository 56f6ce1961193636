using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>The gradient of a bias: sums over the rows of a matrix.</summary>
internal static unsafe class ColumnSums
{
    // Rows that are summed before they are added to the rest, for accuracy.
    private const int RowBlock = 256;

    /// <summary>Adds the sum of <paramref name="rows"/> rows of <paramref name="columns"/> floats to <paramref name="sums"/>.</summary>
    public static void Accumulate(in Part part, int rows, int columns, ReadOnlySpan<float> source, Span<float> sums)
    {
        Debug.Assert(source.Length >= rows * columns && sums.Length >= columns, "Spans hold the matrix.");
        fixed (float* a = source, b = sums)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Run<Simd512, Vector512<float>>(part, rows, columns, a, b);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Run<Simd256, Vector256<float>>(part, rows, columns, a, b);
            }
            else
            {
                Run<Simd128, Vector128<float>>(part, rows, columns, a, b);
            }
        }
    }

    private static void Run<S, V>(in Part part, int rows, int columns, float* source, float* sums)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        (int first, int end) = part.Range((columns + S.Width - 1) / S.Width);
        for (int row = 0; row < rows; row += RowBlock)
        {
            int count = Math.Min(RowBlock, rows - row);
            int v = first;
            for (; v + 4 <= end && (v + 4) * S.Width <= columns; v += 4)
            {
                Four<S, V>(source + ((nint)row * columns) + (v * S.Width), count, columns, sums + (v * S.Width));
            }

            for (; v < end; v++)
            {
                One<S, V>(source + ((nint)row * columns) + (v * S.Width), count, columns, sums + (v * S.Width), Math.Min(S.Width, columns - (v * S.Width)));
            }
        }
    }

    // Both keep two sums a column, of the even and of the odd rows, so that a column's bits do not depend on its neighbours.
    private static void Four<S, V>(float* source, int rows, nint step, float* sums)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero;
        for (; rows >= 2; rows -= 2, source += 2 * step)
        {
            a0 = S.Add(a0, S.Load(source));
            a1 = S.Add(a1, S.Load(source + S.Width));
            a2 = S.Add(a2, S.Load(source + (2 * S.Width)));
            a3 = S.Add(a3, S.Load(source + (3 * S.Width)));
            b0 = S.Add(b0, S.Load(source + step));
            b1 = S.Add(b1, S.Load(source + step + S.Width));
            b2 = S.Add(b2, S.Load(source + step + (2 * S.Width)));
            b3 = S.Add(b3, S.Load(source + step + (3 * S.Width)));
        }

        if (rows > 0)
        {
            a0 = S.Add(a0, S.Load(source));
            a1 = S.Add(a1, S.Load(source + S.Width));
            a2 = S.Add(a2, S.Load(source + (2 * S.Width)));
            a3 = S.Add(a3, S.Load(source + (3 * S.Width)));
        }

        S.Store(sums, S.Add(S.Load(sums), S.Add(a0, b0)));
        S.Store(sums + S.Width, S.Add(S.Load(sums + S.Width), S.Add(a1, b1)));
        S.Store(sums + (2 * S.Width), S.Add(S.Load(sums + (2 * S.Width)), S.Add(a2, b2)));
        S.Store(sums + (3 * S.Width), S.Add(S.Load(sums + (3 * S.Width)), S.Add(a3, b3)));
    }

    private static void One<S, V>(float* source, int rows, nint step, float* sums, int lanes)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        V a = S.Zero, b = S.Zero;

        // A full vector may end in the next row, but for the last rows.
        int masked = lanes == S.Width ? 0 : (int)Math.Min(rows, (S.Width / step) + 1);
        int row = 0;
        for (; row + 2 <= rows - masked; row += 2, source += 2 * step)
        {
            a = S.Add(a, S.Load(source));
            b = S.Add(b, S.Load(source + step));
        }

        for (; row < rows; row++, source += step)
        {
            V value = S.LoadFirst(source, lanes);
            if ((row & 1) == 0)
            {
                a = S.Add(a, value);
            }
            else
            {
                b = S.Add(b, value);
            }
        }

        S.StoreFirst(sums, S.Add(S.LoadFirst(sums, lanes), S.Add(a, b)), lanes);
    }
}
