using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// The inner kernel of dense and convolution layers: R rows by N vectors of sums, all held in registers. Each step of
/// the reduction loads N vectors of B and, per row, one operand of A, and does R·N multiply-adds:
/// <c>C[row, v] = max(floor, bias[v] + Σ A[row, k] · B[k, v] + addend[row, v])</c>. Every sum runs in the order of k
/// whatever the height, so the bits of a result do not depend on how rows are grouped into tiles.
/// </summary>
/// <remarks>
/// The sums are locals written out one by one, since the JIT keeps no array in registers. R and N are the sizes of the type
/// arguments: constants that the JIT knows as it reads, so that what a tile does not need costs no time even then. Rows are addressed from every third one:
/// base, base + row and base + 2·row are each one operand of an instruction. The JIT inlines only so many calls in a
/// method: vectors are loaded and stored through pointers here rather than by calls.
/// </remarks>
internal static unsafe class RegisterTile<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    // Optimised at once: before inlining, each step of the inner loop would be a hundred calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R, N, K>(Tile* tile)
        where R : unmanaged
        where N : unmanaged
        where K : unmanaged
    {
        int width = S.Width, last = tile->Last;
        V mask = S.FirstLanes(last);
        V c0 = S.Zero, d0 = S.Zero;
        if (tile->Bias != null)
        {
            c0 = *(V*)tile->Bias;
            d0 = sizeof(N) > 1 ? *(V*)(tile->Bias + width) : d0;
        }

        V c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0;
        V c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0, c15 = c0;
        V d1 = d0, d2 = d0, d3 = d0, d4 = d0, d5 = d0, d6 = d0, d7 = d0, d8 = d0;
        V d9 = d0, d10 = d0, d11 = d0, d12 = d0, d13 = d0, d14 = d0, d15 = d0;

        // In bytes, which spares a shift per address.
        nint aStep = sizeof(K) == Tile.AdjacentScalars ? sizeof(float) : tile->AStep * sizeof(float);
        nint bStep = tile->BStep * sizeof(float), row = tile->ARow * sizeof(float), row2 = 2 * row, row3 = 3 * row;
        nint length = tile->Count * bStep;
        float* a2 = tile->A, b2 = tile->B;
        for (int outer = tile->OuterCount; outer > 0; outer--)
        {
            float* a1 = a2, b1 = b2;
            for (int middle = tile->MiddleCount; middle > 0; middle--)
            {
                byte* a = (byte*)a1, a3 = a + row3, a6 = a3 + row3, a9 = a6 + row3, a12 = a9 + row3, a15 = a12 + row3;
                byte* b = (byte*)b1, end = b + length;
                if (sizeof(K) == Tile.AdjacentScalars)
                {
                    // Two steps a trip halve what the loop itself costs: a processor of few registers has a sixth of its work there.
                    int next = sizeof(float);
                    for (byte* even = b + ((tile->Count & ~1) * bStep); b != even; b += 2 * bStep)
                    {
                        ShortStep<R, N, K>(a, a3, row, row2, b, mask, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
                        ShortStep<R, N, K>(a + next, a3 + next, row, row2, b + bStep, mask, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
                        a += 2 * next;
                        if (sizeof(R) > 3) { a3 += 2 * next; }
                    }
                }

                while (b != end)
                {
                    V x = *(V*)b, y = default;
                    if (sizeof(N) > 1) { y = *(V*)(b + sizeof(V)); }

                    Step<N, K>(a, 0, x, y, mask, ref c0, ref d0);
                    if (sizeof(R) > 1) { Step<N, K>(a, row, x, y, mask, ref c1, ref d1); }
                    if (sizeof(R) > 2) { Step<N, K>(a, row2, x, y, mask, ref c2, ref d2); }
                    if (sizeof(R) > 3) { Step<N, K>(a3, 0, x, y, mask, ref c3, ref d3); }
                    if (sizeof(R) > 4) { Step<N, K>(a3, row, x, y, mask, ref c4, ref d4); }
                    if (sizeof(R) > 5) { Step<N, K>(a3, row2, x, y, mask, ref c5, ref d5); }
                    if (sizeof(R) > 6) { Step<N, K>(a6, 0, x, y, mask, ref c6, ref d6); }
                    if (sizeof(R) > 7) { Step<N, K>(a6, row, x, y, mask, ref c7, ref d7); }
                    if (sizeof(R) > 8) { Step<N, K>(a6, row2, x, y, mask, ref c8, ref d8); }
                    if (sizeof(R) > 9) { Step<N, K>(a9, 0, x, y, mask, ref c9, ref d9); }
                    if (sizeof(R) > 10) { Step<N, K>(a9, row, x, y, mask, ref c10, ref d10); }
                    if (sizeof(R) > 11) { Step<N, K>(a9, row2, x, y, mask, ref c11, ref d11); }
                    if (sizeof(R) > 12) { Step<N, K>(a12, 0, x, y, mask, ref c12, ref d12); }
                    if (sizeof(R) > 13) { Step<N, K>(a12, row, x, y, mask, ref c13, ref d13); }
                    if (sizeof(R) > 14) { Step<N, K>(a12, row2, x, y, mask, ref c14, ref d14); }
                    if (sizeof(R) > 15) { Step<N, K>(a15, 0, x, y, mask, ref c15, ref d15); }
                    a += aStep;
                    if (sizeof(R) > 3) { a3 += aStep; }
                    if (sizeof(R) > 6) { a6 += aStep; }
                    if (sizeof(R) > 9) { a9 += aStep; }
                    if (sizeof(R) > 12) { a12 += aStep; }
                    if (sizeof(R) > 15) { a15 += aStep; }
                    b += bStep;
                }

                a1 += tile->AMiddle;
                b1 += tile->BMiddle;
            }

            a2 += tile->AOuter;
            b2 += tile->BOuter;
        }

        // Ragged results that are added to others take a way over the stack; so do lanes that are added up.
        bool direct = sizeof(K) != Tile.Dots && (tile->Addend == null || last == width);
        V floor = S.Broadcast(direct ? tile->Floor : float.NegativeInfinity);
        byte* c = (byte*)(direct ? tile->C : tile->Sums);
        nint step = direct ? tile->CRow * sizeof(float) : sizeof(N) * sizeof(V);
        if (direct && tile->Addend != null)
        {
            byte* e = (byte*)tile->Addend;
            nint next = tile->AddendRow * sizeof(float);
            Add<N>(e, ref c0, ref d0);
            if (sizeof(R) > 1) { Add<N>(e + next, ref c1, ref d1); }
            if (sizeof(R) > 2) { Add<N>(e + (2 * next), ref c2, ref d2); }
            if (sizeof(R) > 3) { Add<N>(e + (3 * next), ref c3, ref d3); }
            if (sizeof(R) > 4) { Add<N>(e + (4 * next), ref c4, ref d4); }
            if (sizeof(R) > 5) { Add<N>(e + (5 * next), ref c5, ref d5); }
            if (sizeof(R) > 6) { Add<N>(e + (6 * next), ref c6, ref d6); }
            if (sizeof(R) > 7) { Add<N>(e + (7 * next), ref c7, ref d7); }
            if (sizeof(R) > 8) { Add<N>(e + (8 * next), ref c8, ref d8); }
            if (sizeof(R) > 9) { Add<N>(e + (9 * next), ref c9, ref d9); }
            if (sizeof(R) > 10) { Add<N>(e + (10 * next), ref c10, ref d10); }
            if (sizeof(R) > 11) { Add<N>(e + (11 * next), ref c11, ref d11); }
            if (sizeof(R) > 12) { Add<N>(e + (12 * next), ref c12, ref d12); }
            if (sizeof(R) > 13) { Add<N>(e + (13 * next), ref c13, ref d13); }
            if (sizeof(R) > 14) { Add<N>(e + (14 * next), ref c14, ref d14); }
            if (sizeof(R) > 15) { Add<N>(e + (15 * next), ref c15, ref d15); }
        }

        if (direct && last < width)
        {
            StoreMasked<N>(c, floor, mask, c0, d0);
            if (sizeof(R) > 1) { StoreMasked<N>(c + step, floor, mask, c1, d1); }
            if (sizeof(R) > 2) { StoreMasked<N>(c + (2 * step), floor, mask, c2, d2); }
            if (sizeof(R) > 3) { StoreMasked<N>(c + (3 * step), floor, mask, c3, d3); }
            if (sizeof(R) > 4) { StoreMasked<N>(c + (4 * step), floor, mask, c4, d4); }
            if (sizeof(R) > 5) { StoreMasked<N>(c + (5 * step), floor, mask, c5, d5); }
            if (sizeof(R) > 6) { StoreMasked<N>(c + (6 * step), floor, mask, c6, d6); }
            if (sizeof(R) > 7) { StoreMasked<N>(c + (7 * step), floor, mask, c7, d7); }
            if (sizeof(R) > 8) { StoreMasked<N>(c + (8 * step), floor, mask, c8, d8); }
            if (sizeof(R) > 9) { StoreMasked<N>(c + (9 * step), floor, mask, c9, d9); }
            if (sizeof(R) > 10) { StoreMasked<N>(c + (10 * step), floor, mask, c10, d10); }
            if (sizeof(R) > 11) { StoreMasked<N>(c + (11 * step), floor, mask, c11, d11); }
            if (sizeof(R) > 12) { StoreMasked<N>(c + (12 * step), floor, mask, c12, d12); }
            if (sizeof(R) > 13) { StoreMasked<N>(c + (13 * step), floor, mask, c13, d13); }
            if (sizeof(R) > 14) { StoreMasked<N>(c + (14 * step), floor, mask, c14, d14); }
            if (sizeof(R) > 15) { StoreMasked<N>(c + (15 * step), floor, mask, c15, d15); }
            return;
        }

        Store<N>(c, floor, c0, d0);
        if (sizeof(R) > 1) { Store<N>(c + step, floor, c1, d1); }
        if (sizeof(R) > 2) { Store<N>(c + (2 * step), floor, c2, d2); }
        if (sizeof(R) > 3) { Store<N>(c + (3 * step), floor, c3, d3); }
        if (sizeof(R) > 4) { Store<N>(c + (4 * step), floor, c4, d4); }
        if (sizeof(R) > 5) { Store<N>(c + (5 * step), floor, c5, d5); }
        if (sizeof(R) > 6) { Store<N>(c + (6 * step), floor, c6, d6); }
        if (sizeof(R) > 7) { Store<N>(c + (7 * step), floor, c7, d7); }
        if (sizeof(R) > 8) { Store<N>(c + (8 * step), floor, c8, d8); }
        if (sizeof(R) > 9) { Store<N>(c + (9 * step), floor, c9, d9); }
        if (sizeof(R) > 10) { Store<N>(c + (10 * step), floor, c10, d10); }
        if (sizeof(R) > 11) { Store<N>(c + (11 * step), floor, c11, d11); }
        if (sizeof(R) > 12) { Store<N>(c + (12 * step), floor, c12, d12); }
        if (sizeof(R) > 13) { Store<N>(c + (13 * step), floor, c13, d13); }
        if (sizeof(R) > 14) { Store<N>(c + (14 * step), floor, c14, d14); }
        if (sizeof(R) > 15) { Store<N>(c + (15 * step), floor, c15, d15); }
        if (sizeof(K) == Tile.Dots)
        {
            FinishDots<N>(tile, sizeof(R));
        }
        else if (!direct)
        {
            Finish<N>(tile, sizeof(R));
        }
    }

    /// <summary>One step of up to six rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ShortStep<R, N, K>(
        byte* a, byte* a3, nint row, nint row2, byte* b, V mask,
        ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5, ref V d0, ref V d1, ref V d2, ref V d3, ref V d4, ref V d5)
        where R : unmanaged
        where N : unmanaged
        where K : unmanaged
    {
        V x = *(V*)b, y = default;
        if (sizeof(N) > 1) { y = *(V*)(b + sizeof(V)); }

        Step<N, K>(a, 0, x, y, mask, ref c0, ref d0);
        if (sizeof(R) > 1) { Step<N, K>(a, row, x, y, mask, ref c1, ref d1); }
        if (sizeof(R) > 2) { Step<N, K>(a, row2, x, y, mask, ref c2, ref d2); }
        if (sizeof(R) > 3) { Step<N, K>(a3, 0, x, y, mask, ref c3, ref d3); }
        if (sizeof(R) > 4) { Step<N, K>(a3, row, x, y, mask, ref c4, ref d4); }
        if (sizeof(R) > 5) { Step<N, K>(a3, row2, x, y, mask, ref c5, ref d5); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<N, K>(byte* a, nint offset, V x, V y, V mask, ref V c, ref V d)
        where N : unmanaged
        where K : unmanaged
    {
        if (sizeof(K) == Tile.Scalars || sizeof(K) == Tile.AdjacentScalars)
        {
            V value = S.Broadcast(*(float*)(a + offset));
            c = S.MultiplyAdd(value, x, c);
            if (sizeof(N) > 1) { d = S.MultiplyAdd(value, y, d); }
        }
        else if (sizeof(K) == Tile.Dots)
        {
            V value = *(V*)(a + offset);
            c = S.MultiplyAdd(value, x, c);
            if (sizeof(N) > 1) { d = S.MultiplyAdd(value, y, d); }
        }
        else if (sizeof(K) == Tile.Lanes)
        {
            c = S.MultiplyAdd(*(V*)(a + offset), x, c);
            if (sizeof(N) > 1) { d = S.MultiplyAdd(*(V*)(a + offset + sizeof(V)), y, d); }
        }
        else if (sizeof(N) > 1)
        {
            c = S.MultiplyAdd(*(V*)(a + offset), x, c);
            d = S.MultiplyAdd(S.LoadMasked((float*)(a + offset + sizeof(V)), mask), y, d);
        }
        else
        {
            c = S.MultiplyAdd(S.LoadMasked((float*)(a + offset), mask), x, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreMasked<N>(byte* destination, V floor, V mask, V c, V d)
        where N : unmanaged
    {
        if (sizeof(N) > 1)
        {
            *(V*)destination = S.Max(floor, c);
            S.StoreMasked((float*)(destination + sizeof(V)), S.Max(floor, d), mask);
        }
        else
        {
            S.StoreMasked((float*)destination, S.Max(floor, c), mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<N>(byte* addend, ref V c, ref V d)
        where N : unmanaged
    {
        c = S.Add(c, *(V*)addend);
        if (sizeof(N) > 1) { d = S.Add(d, *(V*)(addend + sizeof(V))); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<N>(byte* destination, V floor, V c, V d)
        where N : unmanaged
    {
        *(V*)destination = S.Max(floor, c);
        if (sizeof(N) > 1) { *(V*)(destination + sizeof(V)) = S.Max(floor, d); }
    }

    /// <summary>Takes the last floats of A, adds up the lanes of each sum and stores them.</summary>
    private static void FinishDots<N>(Tile* tile, int rows)
        where N : unmanaged
    {
        int steps = tile->Count * S.Width;
        V mask = S.FirstLanes(tile->Last);
        float* sums = tile->Sums, a = tile->A + steps, b = tile->B + (tile->Count * tile->BStep), c = tile->C;
        for (; rows > 0; rows--, a += tile->ARow, c += tile->CRow)
        {
            V rest = tile->Last > 0 ? S.LoadMasked(a, mask) : S.Zero;
            for (int i = 0; i < sizeof(N); i++, sums += S.Width)
            {
                V sum = tile->Last > 0 ? S.MultiplyAdd(rest, S.Load(b + (i * S.Width)), S.Load(sums)) : S.Load(sums);
                float bias = tile->LaneBias == null ? 0 : tile->LaneBias[i];
                c[i] = TailOutputs<S, V>.Finish(S.Sum(sum), bias, tile->Addend == null ? null : c[i], tile->Floor);
            }
        }
    }

    /// <summary>Adds the addend to the sums and stores them.</summary>
    private static void Finish<N>(Tile* tile, int rows)
        where N : unmanaged
    {
        V floor = S.Broadcast(tile->Floor);
        float* sums = tile->Sums, addend = tile->Addend, c = tile->C;
        nint step = tile->CRow, addendStep = tile->AddendRow;
        bool ragged = tile->Last < S.Width;
        V mask = S.FirstLanes(tile->Last);
        int offset = sizeof(N) > 1 ? S.Width : 0;
        for (; rows > 0; rows--, sums += sizeof(N) * S.Width, addend += addendStep, c += step)
        {
            if (sizeof(N) > 1)
            {
                S.Store(c, S.Max(floor, S.Add(S.Load(sums), S.Load(addend))));
            }

            if (ragged)
            {
                V sum = S.Add(S.Load(sums + offset), S.LoadMasked(addend + offset, mask));
                S.StoreMasked(c + offset, S.Max(floor, sum), mask);
            }
            else
            {
                S.Store(c + offset, S.Max(floor, S.Add(S.Load(sums + offset), S.Load(addend + offset))));
            }
        }
    }
}
