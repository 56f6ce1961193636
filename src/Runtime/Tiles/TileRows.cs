using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>Cuts rows into register tiles.</summary>
internal static unsafe class TileRows<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    // Steps of a reduction that takes long enough for its results to be called for.
    private const int LongReduction = 96;

    // Adjacent floats that are worth a loop of two steps.
    private const int LongRun = 16;

    /// <summary>Rows of the tallest tile.</summary>
    public static int MaxHeight(int vectors) => TileSize.MaxHeight(vectors, S.HasManyRegisters);

    /// <summary>Rows of scalars: dense layers and convolutions.</summary>
    public static void Run(Tile* tile, int rows, int vectors)
    {
        if (tile->AStep == 1 && tile->Count >= LongRun && MaxHeight(vectors) <= 6)
        {
            Run<Count5>(tile, rows, vectors);
        }
        else
        {
            Run<Count1>(tile, rows, vectors);
        }
    }

    /// <summary>Rows of vectors: depthwise convolutions.</summary>
    public static void RunLanes(Tile* tile, int rows, int vectors)
    {
        if (tile->Last == S.Width)
        {
            Run<Count2>(tile, rows, vectors);
        }
        else
        {
            Run<Count3>(tile, rows, vectors);
        }
    }

    /// <summary>Rows of vectors whose lanes are added up: the last outputs of dense layers.</summary>
    public static void RunDots(Tile* tile, int rows, int vectors) => Run<Count4>(tile, rows, vectors);

    /// <summary>
    /// Runs <paramref name="rows"/> rows of <paramref name="vectors"/> (1 or 2) vectors in tiles of nearly equal height.
    /// Moves the pointers of <paramref name="tile"/>.
    /// </summary>
    [SkipLocalsInit]
    private static void Run<K>(Tile* tile, int rows, int vectors)
        where K : unmanaged
    {
        float* sums = stackalloc float[Tile.SumsLength];
        tile->Sums = sums;
        int max = MaxHeight(vectors);
        int tiles = (rows + max - 1) / max;
        float* next = tile->NextColumn;
        int steps = next == null ? 0 : (tile->Count + tiles - 1) / tiles;
        while (tiles > 0)
        {
            int height = (rows + tiles - 1) / tiles;
            Prefetch(tile, height, vectors);
            Prefetch(ref next, steps, tile->BStep);
            if (vectors > 1)
            {
                RunTile<Count2, K>(tile, height);
            }
            else
            {
                RunTile<Count1, K>(tile, height);
            }

            tile->A += height * tile->ARow;
            tile->C += height * tile->CRow;
            if (tile->Addend != null)
            {
                tile->Addend += height * tile->AddendRow;
            }

            rows -= height;
            tiles--;
        }
    }

    /// <summary>Calls for what will be added to the sums, or overwritten by them, while they are summed.</summary>
    public static void Prefetch(Tile* tile, int rows, int vectors)
    {
        float* next = tile->Addend;
        nint step = tile->AddendRow;
        if (next == null)
        {
            if (tile->Steps < LongReduction)
            {
                return;
            }

            next = tile->C;
            step = tile->CRow;
        }

        for (; rows > 0 && Sse.IsSupported; rows--, next += step)
        {
            for (int i = 0; i < vectors; i++)
            {
                Sse.Prefetch0(next + (i * S.Width));
            }
        }
    }

    /// <summary>Calls for some lines and moves on behind them.</summary>
    private static void Prefetch(ref float* next, int lines, nint step)
    {
        for (; lines > 0 && Sse.IsSupported; lines--, next += step)
        {
            Sse.Prefetch0(next);
        }
    }

    /// <summary>Runs one tile of at most <see cref="MaxHeight"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<N, K>(Tile* tile, int rows)
        where N : unmanaged
        where K : unmanaged
    {
        switch (rows)
        {
            case 1: RegisterTile<S, V>.Run<Count1, N, K>(tile); break;
            case 2: RegisterTile<S, V>.Run<Count2, N, K>(tile); break;
            case 3: RegisterTile<S, V>.Run<Count3, N, K>(tile); break;
            case 4: RegisterTile<S, V>.Run<Count4, N, K>(tile); break;
            case 5: RegisterTile<S, V>.Run<Count5, N, K>(tile); break;
            case 6: RegisterTile<S, V>.Run<Count6, N, K>(tile); break;
            case 7: RegisterTile<S, V>.Run<Count7, N, K>(tile); break;
            case 8: RegisterTile<S, V>.Run<Count8, N, K>(tile); break;
            case 9: RegisterTile<S, V>.Run<Count9, N, K>(tile); break;
            case 10: RegisterTile<S, V>.Run<Count10, N, K>(tile); break;
            case 11: RegisterTile<S, V>.Run<Count11, N, K>(tile); break;
            case 12: RegisterTile<S, V>.Run<Count12, N, K>(tile); break;
            case 13: RegisterTile<S, V>.Run<Count13, N, K>(tile); break;
            case 14: RegisterTile<S, V>.Run<Count14, N, K>(tile); break;
            case 15: RegisterTile<S, V>.Run<Count15, N, K>(tile); break;
            default: RegisterTile<S, V>.Run<Count16, N, K>(tile); break;
        }
    }
}
