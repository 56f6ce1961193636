using System.Runtime.CompilerServices;
using Espalier.Kernels;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>What a convolution by <see cref="RowWinograd{S, V}"/> reads and writes.</summary>
internal unsafe struct RowWinogradData
{
    public float* Source;
    public Conv2DShape Shape;

    /// <summary>Transformed weights, <c>[panel of P filters][point][kernel row · channel][P]</c>.</summary>
    public float* Weights;

    public float* Bias;
    public float Floor;

    /// <summary>The results, or the maxima of windows of 2×2 of them.</summary>
    public float* Result;

    /// <summary>Whether the results are pooled, and how many rows and columns of maxima there are.</summary>
    public bool Pools;
    public int PooledHeight, PooledWidth;

    /// <summary>Where the numbers of the winning taps go, laid out as the result; null for nowhere.</summary>
    public float* Winners;
}

/// <summary>
/// Convolution with kernels of five columns by minimal filtering along the rows, F(4, 5) (Winograd 1980; Lavin and Gray 2016):
/// eight pixels of a row and a row of the kernel are seen as polynomials by their values at eight points, where convolution
/// is multiplication, so that eight products give four results for which the definition takes twenty. Rows of the kernel and
/// channels are summed at the points. The points are 0, ±1, ±2, ±1/2 and infinity.
/// </summary>
/// <remarks>
/// A strip is a row of results, or the two rows that a row of windows reads. For each: one matrix product at each point,
/// tiles × (kernel rows · channels) by (kernel rows · channels) × filters, and back to results, which go straight to the
/// maxima where they are pooled. A tile is computed alike wherever it stands.
/// </remarks>
internal static unsafe class RowWinograd<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    private const int Taps = 5, Points = 8, Step = 4, MaxTiles = 6;

    // Floats of values that are prepared at a time.
    private const int ValuesLength = 16 * 1024;

    public static void Run(in Part part, int count, in RowWinogradData data)
    {
        int strips = data.Pools ? data.PooledHeight : data.Shape.OutputHeight;
        (int next, int end) = part.Range(count * strips);
        fixed (float* scratch = part.Scratch)
        {
            Room room = new(scratch, part.Scratch.Length, data);
            room.Fill(data);
            while (next < end)
            {
                (int n, int strip) = Math.DivRem(next, strips);
                int block = Math.Min(Math.Min(room.Strips, strips - strip), end - next);
                Values(data, room, n, (strip * room.StripRows) - data.Shape.PadTop, (block * room.StripRows) + data.Shape.KernelHeight - 1);
                for (int i = 0; i < block; i++)
                {
                    for (int row = 0; row < room.StripRows; row++)
                    {
                        Multiply(data, room, (i * room.StripRows) + row, room.Products + (row * room.RowStep));
                    }

                    if (data.Winners != null)
                    {
                        Pool<Count2>(data, room, n, strip + i);
                    }
                    else if (data.Pools)
                    {
                        Pool<Count1>(data, room, n, strip + i);
                    }
                    else
                    {
                        Finish(data, room, n, strip + i);
                    }
                }

                next += block;
            }
        }
    }

    /// <summary>Transforms the taps of some entries of a panel to values at the points.</summary>
    /// <param name="taps">The first tap of the first entry.</param>
    /// <param name="tapStep">Floats from a tap to the next.</param>
    /// <param name="length">Floats of the entries: whole vectors.</param>
    /// <param name="values">The values at point 0.</param>
    /// <param name="pointStep">Floats from a point to the next.</param>
    public static void TransformWeights(float* taps, nint tapStep, int length, float* values, nint pointStep)
    {
        for (int i = 0; i < length; i += S.Width, taps += S.Width, values += S.Width)
        {
            S.Store(values, S.Load(taps));
            Kernel(taps, tapStep, 1, -2 / 9f, values + pointStep, pointStep);
            Kernel(taps, tapStep, 2, 1 / 90f, values + (3 * pointStep), pointStep);
            Kernel(taps, tapStep, 0.5f, 32 / 45f, values + (5 * pointStep), pointStep);
            S.Store(values + (7 * pointStep), S.Load(taps + (4 * tapStep)));
        }
    }

    /// <summary>The polynomial of five taps at ±<paramref name="point"/>, times the factor of the interpolation.</summary>
    private static void Kernel(float* taps, nint tapStep, float point, float factor, float* values, nint pointStep)
    {
        V square = S.Broadcast(point * point);
        V even = S.MultiplyAdd(square, S.MultiplyAdd(square, S.Load(taps + (4 * tapStep)), S.Load(taps + (2 * tapStep))), S.Load(taps));
        V odd = S.Multiply(S.Broadcast(point), S.MultiplyAdd(square, S.Load(taps + (3 * tapStep)), S.Load(taps + tapStep)));
        S.Store(values, S.Multiply(S.Broadcast(factor), S.Add(even, odd)));
        S.Store(values + pointStep, S.Multiply(S.Broadcast(factor), S.Subtract(even, odd)));
    }

    /// <summary>The values of some rows of the source at the points, <c>[point][row][channel][tile]</c>; rows outside of it are zeros.</summary>
    private static void Values(in RowWinogradData data, in Room room, int n, int firstRow, int rows)
    {
        int channels = data.Shape.Channels, width = data.Shape.Width;
        for (int row = 0; row < rows; row++)
        {
            int y = firstRow + row;
            float* source = data.Source + ((((nint)n * data.Shape.Height) + y) * width * channels);
            for (int c = 0; c < channels; c++)
            {
                float* values = room.Values + (((row * channels) + c) * room.Tiles);
                if ((uint)y >= (uint)data.Shape.Height)
                {
                    for (int point = 0; point < Points; point++)
                    {
                        new Span<float>(values + (point * room.PointStep), room.Tiles).Clear();
                    }

                    continue;
                }

                Spread(room, source + c, channels, width, data.Shape.PadLeft);
                Inwards(room, values);
            }
        }
    }

    /// <summary>Every fourth pixel of a row side by side, so that lanes are tiles.</summary>
    private static void Spread(in Room room, float* source, nint pixel, int width, int padding)
    {
        float* end = source + (width * pixel);
        for (int phase = 0; phase < Step; phase++)
        {
            int before = (padding - phase + Step - 1) / Step * Step + phase - padding;
            float* to = room.Phases + (phase * room.PhaseStep) + ((before + padding) / Step);
            for (float* from = source + (before * pixel); from < end; from += Step * pixel)
            {
                *to++ = *from;
            }
        }
    }

    /// <summary>Eight pixels, of which the first four are every fourth of a row, to their values at the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inwards(in Room room, float* values)
    {
        float* p0 = room.Phases, p1 = p0 + room.PhaseStep, p2 = p1 + room.PhaseStep, p3 = p2 + room.PhaseStep;
        nint step = room.PointStep;
        for (int t = 0; t < room.Tiles; t += S.Width, values += S.Width)
        {
            V d0 = S.Load(p0 + t), d1 = S.Load(p1 + t), d2 = S.Load(p2 + t), d3 = S.Load(p3 + t);
            V d4 = S.Load(p0 + t + 1), d5 = S.Load(p1 + t + 1), d6 = S.Load(p2 + t + 1), d7 = S.Load(p3 + t + 1);
            S.Store(values, S.Add(S.MultiplyAdd(S.Broadcast(5.25f), S.Subtract(d4, d2), d0), S.Multiply(S.Broadcast(-1f), d6)));
            V even = S.Add(S.MultiplyAdd(S.Broadcast(-4.25f), d4, d2), d6), odd = S.Add(S.MultiplyAdd(S.Broadcast(-4.25f), d3, d1), d5);
            S.Store(values + step, S.Add(even, odd));
            S.Store(values + (2 * step), S.Subtract(even, odd));
            even = S.MultiplyAdd(S.Broadcast(0.25f), d2, S.MultiplyAdd(S.Broadcast(-1.25f), d4, d6));
            odd = S.MultiplyAdd(S.Broadcast(0.5f), d1, S.MultiplyAdd(S.Broadcast(-2.5f), d3, S.Multiply(S.Broadcast(2f), d5)));
            S.Store(values + (3 * step), S.Add(even, odd));
            S.Store(values + (4 * step), S.Subtract(even, odd));
            even = S.MultiplyAdd(S.Broadcast(4f), d2, S.MultiplyAdd(S.Broadcast(-5f), d4, d6));
            odd = S.MultiplyAdd(S.Broadcast(2f), d1, S.MultiplyAdd(S.Broadcast(-2.5f), d3, S.Multiply(S.Broadcast(0.5f), d5)));
            S.Store(values + (5 * step), S.Add(even, odd));
            S.Store(values + (6 * step), S.Subtract(even, odd));
            S.Store(values + (7 * step), S.Add(S.MultiplyAdd(S.Broadcast(5.25f), S.Subtract(d3, d5), S.Multiply(S.Broadcast(-1f), d1)), d7));
        }
    }

    /// <summary>The products of a row of results at all points, <c>[point][tile][filter]</c>.</summary>
    private static void Multiply(in RowWinogradData data, in Room room, int row, float* products)
    {
        int filters = data.Shape.Filters, channels = data.Shape.Channels, panel = Panels.Width(filters), count = data.Shape.KernelHeight * channels;
        for (int index = 0; index < Column.Count(filters, S.Width); index++)
        {
            Column column = Column.At(index, filters, S.Width);
            float* a = room.Values + (row * channels * room.Tiles), b = data.Weights + column.Offset(panel, Points * count), c = products + column.First;
            int tiles = room.ResultTiles, blocks = (tiles + MaxTiles - 1) / MaxTiles;
            for (; blocks > 0; blocks--)
            {
                int height = (tiles + blocks - 1) / blocks;
                if (column.Vectors > 1)
                {
                    Products<Count2>(height, a, b, c, room, count, panel);
                }
                else
                {
                    Products<Count1>(height, a, b, c, room, count, panel);
                }

                a += height;
                c += height * room.Filters;
                tiles -= height;
            }
        }
    }

    private static void Products<N>(int height, float* a, float* b, float* c, in Room room, int count, int panel)
        where N : unmanaged
    {
        switch (height)
        {
            case 1: Products<Count1, N>(a, b, c, room, count, panel); break;
            case 2: Products<Count2, N>(a, b, c, room, count, panel); break;
            case 3: Products<Count3, N>(a, b, c, room, count, panel); break;
            case 4: Products<Count4, N>(a, b, c, room, count, panel); break;
            case 5: Products<Count5, N>(a, b, c, room, count, panel); break;
            default: Products<Count6, N>(a, b, c, room, count, panel); break;
        }
    }

    /// <summary>R tiles by N vectors of filters, at all points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products<R, N>(float* a, float* b, float* c, in Room room, int count, int panel)
        where R : unmanaged
        where N : unmanaged
    {
        nint aStep = room.Tiles, aPoint = room.PointStep, bPoint = (nint)count * panel, cPoint = room.ProductStep, cRow = room.Filters;
        for (int point = 0; point < Points; point++)
        {
            V c0 = S.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, d0 = c0, d1 = c0, d2 = c0, d3 = c0, d4 = c0, d5 = c0;
            float* ak = a, bk = b, end = b + bPoint;
            while (bk != end)
            {
                V x = *(V*)bk, y = default;
                if (sizeof(N) > 1) { y = *(V*)((byte*)bk + sizeof(V)); }

                V value = S.Broadcast(ak[0]);
                c0 = S.MultiplyAdd(value, x, c0);
                if (sizeof(N) > 1) { d0 = S.MultiplyAdd(value, y, d0); }
                if (sizeof(R) > 1)
                {
                    value = S.Broadcast(ak[1]);
                    c1 = S.MultiplyAdd(value, x, c1);
                    if (sizeof(N) > 1) { d1 = S.MultiplyAdd(value, y, d1); }
                }

                if (sizeof(R) > 2)
                {
                    value = S.Broadcast(ak[2]);
                    c2 = S.MultiplyAdd(value, x, c2);
                    if (sizeof(N) > 1) { d2 = S.MultiplyAdd(value, y, d2); }
                }

                if (sizeof(R) > 3)
                {
                    value = S.Broadcast(ak[3]);
                    c3 = S.MultiplyAdd(value, x, c3);
                    if (sizeof(N) > 1) { d3 = S.MultiplyAdd(value, y, d3); }
                }

                if (sizeof(R) > 4)
                {
                    value = S.Broadcast(ak[4]);
                    c4 = S.MultiplyAdd(value, x, c4);
                    if (sizeof(N) > 1) { d4 = S.MultiplyAdd(value, y, d4); }
                }

                if (sizeof(R) > 5)
                {
                    value = S.Broadcast(ak[5]);
                    c5 = S.MultiplyAdd(value, x, c5);
                    if (sizeof(N) > 1) { d5 = S.MultiplyAdd(value, y, d5); }
                }

                ak += aStep;
                bk += panel;
            }

            float* to = c;
            Store<N>(to, c0, d0);
            if (sizeof(R) > 1) { Store<N>(to += cRow, c1, d1); }
            if (sizeof(R) > 2) { Store<N>(to += cRow, c2, d2); }
            if (sizeof(R) > 3) { Store<N>(to += cRow, c3, d3); }
            if (sizeof(R) > 4) { Store<N>(to += cRow, c4, d4); }
            if (sizeof(R) > 5) { Store<N>(to += cRow, c5, d5); }
            a += aPoint;
            b += bPoint;
            c += cPoint;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<N>(float* to, V c, V d)
        where N : unmanaged
    {
        *(V*)to = c;
        if (sizeof(N) > 1) { *(V*)((byte*)to + sizeof(V)) = d; }
    }

    /// <summary>The products of a strip to a row of results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(in RowWinogradData data, in Room room, int n, int strip)
    {
        int filters = data.Shape.Filters, width = data.Shape.OutputWidth;
        nint next = filters, step = room.ProductStep, tile = room.Filters;
        float* to = data.Result + ((((nint)n * data.Shape.OutputHeight) + strip) * width * filters), biases = room.Bias, m = room.Products;
        V floor = S.Broadcast(data.Floor);
        for (int x = 0; x < width; x += Step, m += tile, to += Step * next)
        {
            int columns = Math.Min(Step, width - x);
            // The last vector, which comes first, runs over the first filters of the next pixel: those are still to be written.
            bool runsOver = x + Step < width && filters >= S.Width;
            for (int f = room.Filters - S.Width; f >= 0; f -= S.Width)
            {
                int lanes = runsOver ? S.Width : Math.Min(S.Width, filters - f);
                V bias = *(V*)(biases + f);
                Outwards(m + f, step, out V y0, out V y1, out V y2, out V y3);
                Put(to + f, S.Max(floor, S.Add(y0, bias)), lanes);
                if (columns > 1) { Put(to + next + f, S.Max(floor, S.Add(y1, bias)), lanes); }
                if (columns > 2) { Put(to + (2 * next) + f, S.Max(floor, S.Add(y2, bias)), lanes); }
                if (columns > 3) { Put(to + (3 * next) + f, S.Max(floor, S.Add(y3, bias)), lanes); }
            }
        }
    }

    /// <summary>
    /// The products of a strip to the maxima of windows of 2×2 results, and to the numbers of the taps that won where N is 2.
    /// The bias is added to the maximum, which comes to the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pool<N>(in RowWinogradData data, in Room room, int n, int strip)
        where N : unmanaged
    {
        int filters = data.Shape.Filters, width = data.PooledWidth;
        nint place = (((nint)n * data.PooledHeight) + strip) * width * filters, next = filters, step = room.ProductStep, below = room.RowStep, tile = room.Filters;
        float* to = data.Result + place, won = data.Winners + place, biases = room.Bias, m = room.Products;
        V floor = S.Broadcast(data.Floor);
        for (int x = 0; x < width; x += 2, m += tile, to += 2 * next, won += 2 * next)
        {
            bool isPair = x + 1 < width;

            // As above.
            bool runsOver = x + 2 < width && filters >= S.Width;
            for (int f = room.Filters - S.Width; f >= 0; f -= S.Width)
            {
                int lanes = runsOver ? S.Width : Math.Min(S.Width, filters - f);
                V bias = *(V*)(biases + f);
                Outwards(m + f, step, out V y0, out V y1, out V y2, out V y3);
                Outwards(m + below + f, step, out V z0, out V z1, out V z2, out V z3);
                if (sizeof(N) > 1)
                {
                    Put(to + f, S.Max(floor, S.Add(PooledBand.Winner<S, V>(y0, y1, z0, z1, out V number), bias)), lanes);
                    Put(won + f, number, lanes);
                    if (isPair)
                    {
                        Put(to + next + f, S.Max(floor, S.Add(PooledBand.Winner<S, V>(y2, y3, z2, z3, out number), bias)), lanes);
                        Put(won + next + f, number, lanes);
                    }
                }
                else
                {
                    Put(to + f, S.Max(floor, S.Add(PooledBand.Greatest<S, V>(y0, y1, z0, z1), bias)), lanes);
                    if (isPair)
                    {
                        Put(to + next + f, S.Max(floor, S.Add(PooledBand.Greatest<S, V>(y2, y3, z2, z3), bias)), lanes);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* to, V value, int lanes)
    {
        if (lanes == S.Width)
        {
            *(V*)to = value;
        }
        else
        {
            S.StoreFirst(to, value, lanes);
        }
    }

    /// <summary>The values of a product at the points to its four coefficients that are results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Outwards(float* m, nint step, out V y0, out V y1, out V y2, out V y3)
    {
        V m1 = *(V*)(m + step), m2 = *(V*)(m + (2 * step)), m3 = *(V*)(m + (3 * step)), m4 = *(V*)(m + (4 * step)), m5 = *(V*)(m + (5 * step)), m6 = *(V*)(m + (6 * step));
        V s1 = S.Add(m1, m2), d1 = S.Subtract(m1, m2), s2 = S.Add(m3, m4), d2 = S.Subtract(m3, m4), s3 = S.Add(m5, m6), d3 = S.Subtract(m5, m6);
        y0 = S.Add(S.Add(*(V*)m, s1), S.Add(s2, s3));
        y1 = S.MultiplyAdd(S.Broadcast(2f), d2, S.MultiplyAdd(S.Broadcast(0.5f), d3, d1));
        y2 = S.MultiplyAdd(S.Broadcast(4f), s2, S.MultiplyAdd(S.Broadcast(0.25f), s3, s1));
        y3 = S.Add(S.MultiplyAdd(S.Broadcast(8f), d2, S.MultiplyAdd(S.Broadcast(0.125f), d3, d1)), *(V*)(m + (7 * step)));
    }

    /// <summary>How the scratch memory is used.</summary>
    private readonly struct Room
    {
        /// <summary>Tiles of a row, and the same in whole vectors.</summary>
        public readonly int ResultTiles, Tiles;

        /// <summary>Filters in whole vectors.</summary>
        public readonly int Filters;

        /// <summary>Rows of results in a strip, and strips at a time.</summary>
        public readonly int StripRows, Strips;

        /// <summary>The biases in whole vectors.</summary>
        public readonly float* Bias;

        /// <summary>Pixels of a row, every fourth side by side.</summary>
        public readonly float* Phases;

        public readonly float* Values, Products;
        public readonly nint PhaseStep, PointStep, ProductStep, RowStep;

        public Room(float* scratch, int length, in RowWinogradData data)
        {
            Conv2DShape shape = data.Shape;
            ResultTiles = (shape.OutputWidth + Step - 1) / Step;
            Tiles = (ResultTiles + S.Width - 1) / S.Width * S.Width;
            Filters = (shape.Filters + S.Width - 1) / S.Width * S.Width;
            StripRows = data.Pools ? 2 : 1;
            PhaseStep = Tiles + S.Width;
            ProductStep = (nint)ResultTiles * Filters;
            RowStep = Points * ProductStep;
            Bias = scratch;
            Phases = Bias + Filters;
            Products = Phases + (Step * PhaseStep);
            Values = Products + (StripRows * RowStep);
            nint rowLength = (nint)Points * shape.Channels * Tiles, rows = Math.Min(length - (nint)(Values - scratch), ValuesLength) / rowLength;
            Strips = (int)Math.Max(1, (rows - shape.KernelHeight + 1) / StripRows);
            PointStep = ((Strips * StripRows) + shape.KernelHeight - 1) * shape.Channels * Tiles;
        }

        /// <summary>Zeros stand where a row has no pixels.</summary>
        public void Fill(in RowWinogradData data)
        {
            new Span<float>(Bias, Filters + (Step * (int)PhaseStep)).Clear();
            if (data.Bias != null)
            {
                new ReadOnlySpan<float>(data.Bias, data.Shape.Filters).CopyTo(new Span<float>(Bias, Filters));
            }
        }
    }
}
