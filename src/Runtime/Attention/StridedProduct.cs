using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Products of small matrices that lie anywhere: <c>C[r, n] = Σ_k A[r, k]·B[k, n]</c>. The rows of B and C are contiguous, A
/// may lie row by row or column by column. Tiles of six rows and two vectors stay in registers; k runs in order, so that an
/// element's sum depends on no tile.
/// </summary>
internal static unsafe class StridedProduct
{
    /// <summary>Rows of a full tile.</summary>
    public const int TileRows = 6;

    /// <summary>Computes the product, or adds it.</summary>
    /// <param name="a">The first element of A.</param>
    /// <param name="aRow">Floats from a row of A to the next.</param>
    /// <param name="aInner">Floats from one k of A to the next.</param>
    /// <param name="b">The first element of B.</param>
    /// <param name="bInner">Floats from one k of B to the next.</param>
    /// <param name="c">The first element of C.</param>
    /// <param name="cRow">Floats from a row of C to the next.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="inner">The length of k.</param>
    /// <param name="add">Whether to add to C instead of overwriting it.</param>
    public static void Run<S, V>(float* a, int aRow, int aInner, float* b, int bInner, float* c, int cRow, int rows, int columns, int inner, bool add)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        for (int n = 0; n < columns; n += 2 * S.Width)
        {
            int left = columns - n;
            if (left >= 2 * S.Width)
            {
                Column<S, V, Full>(a, aRow, aInner, b + n, bInner, c + n, cRow, rows, inner, add, S.Zero, S.Zero);
            }
            else
            {
                V first = S.FirstLanes(Math.Min(left, S.Width)), second = S.FirstLanes(Math.Max(left - S.Width, 0));
                Column<S, V, Masked>(a, aRow, aInner, b + n, bInner, c + n, cRow, rows, inner, add, first, second);
            }
        }
    }

    private static void Column<S, V, TEdge>(float* a, int aRow, int aInner, float* b, int bInner, float* c, int cRow, int rows, int inner, bool add, V first, V second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TEdge : struct, IEdge
    {
        int row = 0;
        for (; row <= rows - TileRows; row += TileRows)
        {
            SixRows<S, V, TEdge>(a + ((long)row * aRow), aRow, aInner, b, bInner, c + ((long)row * cRow), cRow, inner, add, first, second);
        }

        for (; row < rows; row++)
        {
            OneRow<S, V, TEdge>(a + ((long)row * aRow), aInner, b, bInner, c + ((long)row * cRow), inner, add, first, second);
        }
    }

    private static void SixRows<S, V, TEdge>(float* a, int aRow, int aInner, float* b, int bInner, float* c, int cRow, int inner, bool add, V first, V second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TEdge : struct, IEdge
    {
        V c00 = S.Zero, c01 = S.Zero, c10 = S.Zero, c11 = S.Zero, c20 = S.Zero, c21 = S.Zero;
        V c30 = S.Zero, c31 = S.Zero, c40 = S.Zero, c41 = S.Zero, c50 = S.Zero, c51 = S.Zero;
        if (add)
        {
            (c00, c01) = Load<S, V, TEdge>(c, first, second);
            (c10, c11) = Load<S, V, TEdge>(c + cRow, first, second);
            (c20, c21) = Load<S, V, TEdge>(c + (2L * cRow), first, second);
            (c30, c31) = Load<S, V, TEdge>(c + (3L * cRow), first, second);
            (c40, c41) = Load<S, V, TEdge>(c + (4L * cRow), first, second);
            (c50, c51) = Load<S, V, TEdge>(c + (5L * cRow), first, second);
        }

        long row = aRow;
        for (int k = 0; k < inner; k++)
        {
            V b0 = TEdge.Load<S, V>(b, first), b1 = TEdge.Load<S, V>(b + S.Width, second);
            V x = S.Broadcast(a[0]);
            c00 = S.MultiplyAdd(x, b0, c00);
            c01 = S.MultiplyAdd(x, b1, c01);
            x = S.Broadcast(a[row]);
            c10 = S.MultiplyAdd(x, b0, c10);
            c11 = S.MultiplyAdd(x, b1, c11);
            x = S.Broadcast(a[2 * row]);
            c20 = S.MultiplyAdd(x, b0, c20);
            c21 = S.MultiplyAdd(x, b1, c21);
            x = S.Broadcast(a[3 * row]);
            c30 = S.MultiplyAdd(x, b0, c30);
            c31 = S.MultiplyAdd(x, b1, c31);
            x = S.Broadcast(a[4 * row]);
            c40 = S.MultiplyAdd(x, b0, c40);
            c41 = S.MultiplyAdd(x, b1, c41);
            x = S.Broadcast(a[5 * row]);
            c50 = S.MultiplyAdd(x, b0, c50);
            c51 = S.MultiplyAdd(x, b1, c51);
            a += aInner;
            b += bInner;
        }

        Store<S, V, TEdge>(c, c00, c01, first, second);
        Store<S, V, TEdge>(c + cRow, c10, c11, first, second);
        Store<S, V, TEdge>(c + (2L * cRow), c20, c21, first, second);
        Store<S, V, TEdge>(c + (3L * cRow), c30, c31, first, second);
        Store<S, V, TEdge>(c + (4L * cRow), c40, c41, first, second);
        Store<S, V, TEdge>(c + (5L * cRow), c50, c51, first, second);
    }

    private static void OneRow<S, V, TEdge>(float* a, int aInner, float* b, int bInner, float* c, int inner, bool add, V first, V second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TEdge : struct, IEdge
    {
        V c0 = S.Zero, c1 = S.Zero;
        if (add)
        {
            (c0, c1) = Load<S, V, TEdge>(c, first, second);
        }

        for (int k = 0; k < inner; k++)
        {
            V x = S.Broadcast(*a);
            c0 = S.MultiplyAdd(x, TEdge.Load<S, V>(b, first), c0);
            c1 = S.MultiplyAdd(x, TEdge.Load<S, V>(b + S.Width, second), c1);
            a += aInner;
            b += bInner;
        }

        Store<S, V, TEdge>(c, c0, c1, first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V First, V Second) Load<S, V, TEdge>(float* c, V first, V second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TEdge : struct, IEdge => (TEdge.Load<S, V>(c, first), TEdge.Load<S, V>(c + S.Width, second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<S, V, TEdge>(float* c, V c0, V c1, V first, V second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TEdge : struct, IEdge
    {
        TEdge.Store<S, V>(c, c0, first);
        TEdge.Store<S, V>(c + S.Width, c1, second);
    }

    /// <summary>Whether a tile is as wide as two vectors.</summary>
    private interface IEdge
    {
        static abstract V Load<S, V>(float* source, V lanes)
            where S : struct, ISimd<S, V>
            where V : struct;

        static abstract void Store<S, V>(float* destination, V value, V lanes)
            where S : struct, ISimd<S, V>
            where V : struct;
    }

    private readonly struct Full : IEdge
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Load<S, V>(float* source, V lanes)
            where S : struct, ISimd<S, V>
            where V : struct => S.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store<S, V>(float* destination, V value, V lanes)
            where S : struct, ISimd<S, V>
            where V : struct => S.Store(destination, value);
    }

    private readonly struct Masked : IEdge
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Load<S, V>(float* source, V lanes)
            where S : struct, ISimd<S, V>
            where V : struct => S.LoadMasked(source, lanes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store<S, V>(float* destination, V value, V lanes)
            where S : struct, ISimd<S, V>
            where V : struct => S.StoreMasked(destination, value, lanes);
    }
}
