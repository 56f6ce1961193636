using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// Register tiles of two columns side by side, three or four vectors of sums: up to nine rows of three, or six of four. They
/// load 12 operands for 27 multiply-adds, or 10 for 24, where <see cref="RegisterTile{S, V}"/> loads 16 for 28, or 17 for 16 of
/// a single vector: a processor that loads hardly more than one vector of 512 bits a cycle would wait for those. Every sum runs
/// in the same order, so that the bits are the same.
/// </summary>
/// <remarks>What it says of locals and inlining holds here, too. Rows beyond the sixth have three vectors.</remarks>
internal static unsafe class WideTile<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Whether a column, if another follows, is computed together with it.</summary>
    public static bool Takes(in Tile tile, in Column column) =>
        TileSize.IsWide(column, S.Width, S.HasManyRegisters, tile.Steps);

    /// <summary>
    /// Runs <paramref name="rows"/> rows of <paramref name="vectors"/> (3 or 4) vectors in tiles of nearly equal height.
    /// Moves the pointers of <paramref name="tile"/>.
    /// </summary>
    [SkipLocalsInit]
    public static void Run(Tile* tile, int rows, int vectors)
    {
        float* sums = stackalloc float[Tile.SumsLength];
        tile->Sums = sums;
        int max = TileSize.MaxHeightOfWide(vectors);
        int tiles = (rows + max - 1) / max;
        for (; tiles > 0; tiles--)
        {
            int height = (rows + tiles - 1) / tiles;
            TileRows<S, V>.Prefetch(tile, height, vectors);
            if (vectors > 3)
            {
                RunTile<Count4>(tile, height);
            }
            else
            {
                RunTile<Count3>(tile, height);
            }

            tile->A += height * tile->ARow;
            tile->C += height * tile->CRow;
            if (tile->Addend != null)
            {
                tile->Addend += height * tile->AddendRow;
            }

            rows -= height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<N>(Tile* tile, int rows)
        where N : unmanaged
    {
        switch (rows)
        {
            case 1: Run<Count1, N>(tile); break;
            case 2: Run<Count2, N>(tile); break;
            case 3: Run<Count3, N>(tile); break;
            case 4: Run<Count4, N>(tile); break;
            case 5: Run<Count5, N>(tile); break;
            case 6: Run<Count6, N>(tile); break;
            case 7: Run<Count7, N>(tile); break;
            case 8: Run<Count8, N>(tile); break;
            default: Run<Count9, N>(tile); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<R, N>(Tile* tile)
        where R : unmanaged
        where N : unmanaged
    {
        int width = S.Width, last = tile->Last;
        V c0 = S.Zero, d0 = S.Zero, e0 = S.Zero, f0 = S.Zero;
        if (tile->Bias != null)
        {
            c0 = *(V*)tile->Bias;
            d0 = *(V*)(tile->Bias + width);
            e0 = *(V*)(tile->Bias + (2 * width));
            f0 = sizeof(N) > 3 ? *(V*)(tile->Bias + (3 * width)) : f0;
        }

        V c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0;
        V d1 = d0, d2 = d0, d3 = d0, d4 = d0, d5 = d0, d6 = d0, d7 = d0, d8 = d0;
        V e1 = e0, e2 = e0, e3 = e0, e4 = e0, e5 = e0, e6 = e0, e7 = e0, e8 = e0;
        V f1 = f0, f2 = f0, f3 = f0, f4 = f0, f5 = f0;

        nint aStep = tile->AStep * sizeof(float), bStep = tile->BStep * sizeof(float), row = tile->ARow * sizeof(float), row2 = 2 * row, row3 = 3 * row;
        nint length = tile->Count * bStep, other = tile->BColumn * sizeof(float);
        float* a2 = tile->A, b2 = tile->B;
        for (int outer = tile->OuterCount; outer > 0; outer--)
        {
            float* a1 = a2, b1 = b2;
            for (int middle = tile->MiddleCount; middle > 0; middle--)
            {
                byte* a = (byte*)a1, a3 = a + row3, a6 = a3 + row3;
                byte* b = (byte*)b1, end = b + length;
                while (b != end)
                {
                    V x = *(V*)b, y = *(V*)(b + sizeof(V)), z = *(V*)(b + other), w = default;
                    if (sizeof(N) > 3) { w = *(V*)(b + other + sizeof(V)); }

                    Step<N>(a, 0, x, y, z, w, ref c0, ref d0, ref e0, ref f0);
                    if (sizeof(R) > 1) { Step<N>(a, row, x, y, z, w, ref c1, ref d1, ref e1, ref f1); }
                    if (sizeof(R) > 2) { Step<N>(a, row2, x, y, z, w, ref c2, ref d2, ref e2, ref f2); }
                    if (sizeof(R) > 3) { Step<N>(a3, 0, x, y, z, w, ref c3, ref d3, ref e3, ref f3); }
                    if (sizeof(R) > 4) { Step<N>(a3, row, x, y, z, w, ref c4, ref d4, ref e4, ref f4); }
                    if (sizeof(R) > 5) { Step<N>(a3, row2, x, y, z, w, ref c5, ref d5, ref e5, ref f5); }
                    if (sizeof(R) > 6) { Step<Count3>(a6, 0, x, y, z, w, ref c6, ref d6, ref e6, ref f0); }
                    if (sizeof(R) > 7) { Step<Count3>(a6, row, x, y, z, w, ref c7, ref d7, ref e7, ref f0); }
                    if (sizeof(R) > 8) { Step<Count3>(a6, row2, x, y, z, w, ref c8, ref d8, ref e8, ref f0); }
                    a += aStep;
                    if (sizeof(R) > 3) { a3 += aStep; }
                    if (sizeof(R) > 6) { a6 += aStep; }
                    b += bStep;
                }

                a1 += tile->AMiddle;
                b1 += tile->BMiddle;
            }

            a2 += tile->AOuter;
            b2 += tile->BOuter;
        }

        // On the way over the stack: a call while the sums are live would keep them out of the registers.
        byte* sums = (byte*)tile->Sums;
        nint step = sizeof(N) * sizeof(V);
        Store<N>(sums, c0, d0, e0, f0);
        if (sizeof(R) > 1) { Store<N>(sums + step, c1, d1, e1, f1); }
        if (sizeof(R) > 2) { Store<N>(sums + (2 * step), c2, d2, e2, f2); }
        if (sizeof(R) > 3) { Store<N>(sums + (3 * step), c3, d3, e3, f3); }
        if (sizeof(R) > 4) { Store<N>(sums + (4 * step), c4, d4, e4, f4); }
        if (sizeof(R) > 5) { Store<N>(sums + (5 * step), c5, d5, e5, f5); }
        if (sizeof(R) > 6) { Store<Count3>(sums + (6 * step), c6, d6, e6, f0); }
        if (sizeof(R) > 7) { Store<Count3>(sums + (7 * step), c7, d7, e7, f0); }
        if (sizeof(R) > 8) { Store<Count3>(sums + (8 * step), c8, d8, e8, f0); }
        Finish(tile, sizeof(R), sizeof(N));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<N>(byte* a, nint offset, V x, V y, V z, V w, ref V c, ref V d, ref V e, ref V f)
        where N : unmanaged
    {
        V value = S.Broadcast(*(float*)(a + offset));
        c = S.MultiplyAdd(value, x, c);
        d = S.MultiplyAdd(value, y, d);
        e = S.MultiplyAdd(value, z, e);
        if (sizeof(N) > 3) { f = S.MultiplyAdd(value, w, f); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<N>(byte* to, V c, V d, V e, V f)
        where N : unmanaged
    {
        *(V*)to = c;
        *(V*)(to + sizeof(V)) = d;
        *(V*)(to + (2 * sizeof(V))) = e;
        if (sizeof(N) > 3) { *(V*)(to + (3 * sizeof(V))) = f; }
    }

    /// <summary>Adds the addend to the sums and stores them.</summary>
    private static void Finish(Tile* tile, int rows, int vectors)
    {
        V floor = S.Broadcast(tile->Floor), mask = S.FirstLanes(tile->Last);
        float* sums = tile->Sums, addend = tile->Addend, c = tile->C;
        int last = (vectors - 1) * S.Width;
        for (; rows > 0; rows--, sums += S.Width, c += tile->CRow)
        {
            for (int i = 0; i < last; i += S.Width, sums += S.Width)
            {
                V sum = addend == null ? S.Load(sums) : S.Add(S.Load(sums), S.Load(addend + i));
                S.Store(c + i, S.Max(floor, sum));
            }

            V tail = addend == null ? S.Load(sums) : S.Add(S.Load(sums), S.LoadMasked(addend + last, mask));
            S.StoreMasked(c + last, S.Max(floor, tail), mask);
            addend = addend == null ? null : addend + tile->AddendRow;
        }
    }
}
