using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>What a Winograd convolution reads and writes.</summary>
internal unsafe struct WinogradData
{
    public float* Source;
    public int SourceHeight, SourceWidth, SourceChannels;

    public float* Result;
    public int ResultHeight, ResultWidth, ResultChannels;

    /// <summary>Rows and columns by which the first window begins before the source.</summary>
    public int PadTop, PadLeft;

    /// <summary>Transformed weights, <c>[panel of P results][point][channel of the source][P]</c>.</summary>
    public float* Weights;

    public float* Bias;
    public float Floor;
    public bool Accumulate;
}

/// <summary>
/// Convolution with 3×3 kernels by minimal filtering F(4×4, 3×3) (Lavin and Gray 2016): 6×6 pixels and the kernel are seen
/// as polynomials by their values at 36 points, where convolution is multiplication, and 36 products of a channel give
/// 4×4 results for which the definition takes 144. The points of an axis are 0, ±1/√2, ±√2 and infinity: less is lost by
/// rounding than at the usual 0, ±1, ±2.
/// </summary>
/// <remarks>
/// The squares of 4×4 results are taken in blocks whose values stay in the second cache: transform, one matrix product for
/// each point and column of results, transform back. A square is computed alike wherever it stands in a block.
/// </remarks>
internal static unsafe class Winograd<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    private const int Side = 6, Points = Side * Side, Step = 4;
    private const float Root = 1.41421356f, HalfRoot = Root / 2, QuarterRoot = Root / 4;

    // The values at different points never lie a multiple of 4 KB apart, where they would fall into the same cache lines.
    private const int Stagger = 16;

    public static void Run(in Part part, int count, in WinogradData data)
    {
        int across = (data.ResultWidth + Step - 1) / Step, down = (data.ResultHeight + Step - 1) / Step;
        int squares = count * across * down, columns = Column.Count(data.ResultChannels, S.Width);
        (int first, int end) = (0, squares);
        (int columnFirst, int columnEnd) = (0, columns);
        if (squares < 16 * part.Count && columns > 1)
        {
            (columnFirst, columnEnd) = part.Range(columns);
        }
        else
        {
            (first, end) = part.Range(squares);
        }

        if (columnFirst >= columnEnd)
        {
            return;
        }

        fixed (float* scratch = part.Scratch)
        {
            Room room = new(scratch, part.Scratch.Length, data.SourceChannels);
            new Span<float>(room.Zeros, room.Channels).Clear();
            for (int block; first < end; first += block)
            {
                block = Math.Min(room.Squares, end - first);
                for (int i = 0; i < block; i++)
                {
                    (int n, int y, int x) = Place(first + i, across, down);
                    TransformPixels(data, room, n, y, x, room.Values + (i * room.Channels));
                }

                for (int index = columnFirst; index < columnEnd; index++)
                {
                    Column column = Column.At(index, data.ResultChannels, S.Width);
                    Multiply(data, room, column, block);
                    for (int i = 0; i < block; i++)
                    {
                        (int n, int y, int x) = Place(first + i, across, down);
                        TransformProducts(data, room, column, n, y, x, room.Products + (i * 2 * S.Width));
                    }
                }
            }
        }
    }

    /// <summary>Transforms the nine taps of some entries of a panel, which follow each other, to values at the points.</summary>
    /// <param name="taps">Tap 0 of the first entry.</param>
    /// <param name="tapStep">Floats from a tap to the next.</param>
    /// <param name="length">Floats of the entries: whole vectors.</param>
    /// <param name="values">The values at point 0.</param>
    /// <param name="pointStep">Floats from a point to the next.</param>
    [SkipLocalsInit]
    public static void TransformWeights(float* taps, nint tapStep, int length, float* values, nint pointStep)
    {
        // Points lie far apart, often a multiple of 4 KB: their values are gathered close by and copied point by point.
        const int Group = 128, GroupStep = Group + Stagger;
        float* rows = stackalloc float[Side * 3 * S.Width];
        float* gathered = stackalloc float[Points * GroupStep];
        for (int start = 0; start < length; start += Group)
        {
            int group = Math.Min(Group, length - start);
            for (int i = 0; i < group; i += S.Width)
            {
                for (int x = 0; x < 3; x++)
                {
                    float* g = taps + start + i + (x * tapStep);
                    Kernel(S.Load(g), S.Load(g + (3 * tapStep)), S.Load(g + (6 * tapStep)), rows + (x * S.Width), 3 * S.Width);
                }

                for (int y = 0; y < Side; y++)
                {
                    float* g = rows + (y * 3 * S.Width);
                    Kernel(S.Load(g), S.Load(g + S.Width), S.Load(g + (2 * S.Width)), gathered + i + (y * Side * GroupStep), GroupStep);
                }
            }

            for (int point = 0; point < Points; point++)
            {
                new ReadOnlySpan<float>(gathered + (point * GroupStep), group).CopyTo(new Span<float>(values + start + (point * pointStep), group));
            }
        }
    }

    /// <summary>The sample of a square, and the row and column of its first result.</summary>
    private static (int Sample, int Y, int X) Place(int square, int across, int down)
    {
        (int row, int x) = Math.DivRem(square, across);
        (int n, int y) = Math.DivRem(row, down);
        return (n, y * Step, x * Step);
    }

    // The transforms are optimised at once: before inlining, each of them would be hundreds of calls.

    /// <summary>6×6 pixels to their values at the points. Pixels outside of the image are read where there are zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformPixels(in WinogradData data, in Room room, int n, int y, int x, float* values)
    {
        float** pixels = stackalloc float*[Points];
        int channels = data.SourceChannels;
        float* image = data.Source + ((nint)n * data.SourceHeight * data.SourceWidth * channels);
        for (int i = 0; i < Side; i++)
        {
            int row = y + i - data.PadTop;
            for (int j = 0; j < Side; j++)
            {
                int column = x + j - data.PadLeft;
                bool inside = (uint)row < (uint)data.SourceHeight && (uint)column < (uint)data.SourceWidth;
                pixels[(i * Side) + j] = inside ? image + ((((nint)row * data.SourceWidth) + column) * channels) : room.Zeros;
            }
        }

        float* rows = room.Rows;
        nint step = room.ValueStep;
        int c = 0;
        for (; c <= channels - S.Width; c += S.Width)
        {
            for (int i = 0; i < Side; i++)
            {
                float** p = pixels + (i * Side);
                Inwards(S.Load(p[0] + c), S.Load(p[1] + c), S.Load(p[2] + c), S.Load(p[3] + c), S.Load(p[4] + c), S.Load(p[5] + c), rows + (i * Side * S.Width), S.Width);
            }

            Columns(rows, values + c, step);
        }

        if (c < channels)
        {
            V mask = S.FirstLanes(channels - c);
            for (int i = 0; i < Points; i++)
            {
                S.Store(rows + (i * S.Width), S.LoadMasked(pixels[i] + c, mask));
            }

            for (int i = 0; i < Side; i++)
            {
                float* p = rows + (i * Side * S.Width);
                Inwards(S.Load(p), S.Load(p + S.Width), S.Load(p + (2 * S.Width)), S.Load(p + (3 * S.Width)), S.Load(p + (4 * S.Width)), S.Load(p + (5 * S.Width)), p, S.Width);
            }

            Columns(rows, values + c, step);
        }
    }

    /// <summary>The second half of the transform of pixels: along the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns(float* rows, float* values, nint step)
    {
        int row = Side * S.Width;
        for (int j = 0; j < Side; j++, rows += S.Width, values += step)
        {
            Inwards(S.Load(rows), S.Load(rows + row), S.Load(rows + (2 * row)), S.Load(rows + (3 * row)), S.Load(rows + (4 * row)), S.Load(rows + (5 * row)), values, Side * step);
        }
    }

    /// <summary>The products of one column of results: for each point, squares × channels by channels × results.</summary>
    private static void Multiply(in WinogradData data, in Room room, in Column column, int squares)
    {
        int panel = Panels.Width(data.ResultChannels), channels = data.SourceChannels;
        float* weights = data.Weights + column.Offset(panel, Points * channels);
        Tile tile = default;
        tile.ARow = room.Channels;
        tile.AStep = 1;
        tile.BStep = panel;
        (tile.Count, tile.MiddleCount, tile.OuterCount) = (channels, 1, 1);
        tile.Last = S.Width;
        tile.CRow = 2 * S.Width;
        tile.Floor = float.NegativeInfinity;
        for (int point = 0; point < Points; point++)
        {
            tile.A = room.Values + (point * room.ValueStep);
            tile.B = weights + ((nint)point * channels * panel);
            tile.C = room.Products + (point * room.ProductStep);
            TileRows<S, V>.Run(&tile, squares, column.Vectors);
        }
    }

    /// <summary>The products of a square at the points to 4×4 results, less where the image ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformProducts(in WinogradData data, in Room room, in Column column, int n, int y, int x, float* products)
    {
        int channels = data.ResultChannels, height = Math.Min(Step, data.ResultHeight - y), width = Math.Min(Step, data.ResultWidth - x);
        float* result = data.Result + (((((nint)n * data.ResultHeight) + y) * data.ResultWidth) + x) * channels + column.First;
        nint row = (nint)data.ResultWidth * channels;
        nint step = room.ProductStep;
        float* rows = room.Rows;
        V floor = S.Broadcast(data.Floor);
        Prefetch(result, row, channels, height, width, column.Vectors);
        for (int v = 0; v < column.Vectors; v++, products += S.Width, result += S.Width)
        {
            for (int j = 0; j < Side; j++)
            {
                float* m = products + (j * step);
                Outwards(
                    S.Load(m), S.Load(m + (6 * step)), S.Load(m + (12 * step)), S.Load(m + (18 * step)), S.Load(m + (24 * step)), S.Load(m + (30 * step)),
                    rows + (j * S.Width), Side * S.Width);
            }

            int lanes = v == column.Vectors - 1 ? column.Last : S.Width;
            V bias = data.Bias == null ? S.Zero : S.LoadFirst(data.Bias + column.First + (v * S.Width), lanes);
            bool isWhole = lanes == S.Width && !data.Accumulate;
            for (int i = 0; i < height; i++)
            {
                float* m = rows + (i * Side * S.Width);
                float* to = result + (i * row);
                Outwards(S.Load(m), S.Load(m + S.Width), S.Load(m + (2 * S.Width)), S.Load(m + (3 * S.Width)), S.Load(m + (4 * S.Width)), S.Load(m + (5 * S.Width)), m, S.Width);
                for (int j = 0; j < width; j++, m += S.Width, to += channels)
                {
                    V value = S.Add(S.Load(m), bias);
                    if (isWhole)
                    {
                        S.Store(to, S.Max(floor, value));
                    }
                    else
                    {
                        value = data.Accumulate ? S.Add(value, S.LoadFirst(to, lanes)) : value;
                        S.StoreFirst(to, S.Max(floor, value), lanes);
                    }
                }
            }
        }
    }

    /// <summary>Calls for the pixels that the results will go to while they are computed.</summary>
    private static void Prefetch(float* pixels, nint rowStep, nint pixelStep, int height, int width, int vectors)
    {
        for (; height > 0 && Sse.IsSupported; height--, pixels += rowStep)
        {
            for (int x = 0; x < width; x++)
            {
                for (int v = 0; v < vectors; v++)
                {
                    Sse.Prefetch0(pixels + (x * pixelStep) + (v * S.Width));
                }
            }
        }
    }

    /// <summary>Six pixels to the values of their polynomial at the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inwards(V d0, V d1, V d2, V d3, V d4, V d5, float* to, nint step)
    {
        V even = S.MultiplyAdd(S.Broadcast(-2f), d2, d4);
        V odd = S.MultiplyAdd(S.Broadcast(-Root), d1, S.Multiply(S.Broadcast(HalfRoot), d3));
        S.Store(to + step, S.Add(even, odd));
        S.Store(to + (2 * step), S.Subtract(even, odd));
        even = S.MultiplyAdd(S.Broadcast(-0.5f), d2, d4);
        odd = S.MultiplyAdd(S.Broadcast(-HalfRoot), d1, S.Multiply(S.Broadcast(Root), d3));
        S.Store(to + (3 * step), S.Add(even, odd));
        S.Store(to + (4 * step), S.Subtract(even, odd));
        S.Store(to, S.Add(S.MultiplyAdd(S.Broadcast(-2.5f), d2, d0), d4));
        S.Store(to + (5 * step), S.Add(S.MultiplyAdd(S.Broadcast(-2.5f), d3, d1), d5));
    }

    /// <summary>The values of a product at the points to its four coefficients that are results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Outwards(V m0, V m1, V m2, V m3, V m4, V m5, float* to, nint step)
    {
        V innerSum = S.Add(m1, m2), innerDifference = S.Subtract(m1, m2), outerSum = S.Add(m3, m4), outerDifference = S.Subtract(m3, m4);
        S.Store(to, S.Add(S.Add(m0, innerSum), outerSum));
        S.Store(to + step, S.MultiplyAdd(S.Broadcast(HalfRoot), innerDifference, S.Multiply(S.Broadcast(Root), outerDifference)));
        S.Store(to + (2 * step), S.MultiplyAdd(S.Broadcast(0.5f), innerSum, S.Multiply(S.Broadcast(2f), outerSum)));
        S.Store(to + (3 * step), S.MultiplyAdd(S.Broadcast(QuarterRoot), innerDifference, S.MultiplyAdd(S.Broadcast(2 * Root), outerDifference, m5)));
    }

    /// <summary>Three taps to the values of their polynomial at the points, with the factors of the interpolation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Kernel(V g0, V g1, V g2, float* to, nint step)
    {
        S.Store(to, g0);
        V even = S.MultiplyAdd(S.Broadcast(-2 / 3f), g0, S.Multiply(S.Broadcast(-1 / 3f), g2)), odd = S.Multiply(S.Broadcast(-Root / 3), g1);
        S.Store(to + step, S.Add(even, odd));
        S.Store(to + (2 * step), S.Subtract(even, odd));
        even = S.MultiplyAdd(S.Broadcast(1 / 6f), g0, S.Multiply(S.Broadcast(1 / 3f), g2));
        odd = S.Multiply(S.Broadcast(Root / 6), g1);
        S.Store(to + (3 * step), S.Add(even, odd));
        S.Store(to + (4 * step), S.Subtract(even, odd));
        S.Store(to + (5 * step), g2);
    }

    /// <summary>How the scratch memory is used: as many squares at a time as it holds.</summary>
    private readonly struct Room
    {
        public readonly int Channels, Squares;
        public readonly nint ValueStep, ProductStep;

        /// <summary>Zeros for pixels outside of the image, and the results of the first half of a transform.</summary>
        public readonly float* Zeros, Rows;

        /// <summary>The values of pixels, [point][square][channel], and the products of a column, [point][square][result].</summary>
        public readonly float* Values, Products;

        public Room(float* scratch, int length, int channels)
        {
            Channels = (channels + S.Width - 1) / S.Width * S.Width;
            int fixedLength = Channels + (Points * S.Width) + (2 * Points * Stagger);
            Squares = (length - fixedLength) / (Points * (Channels + (2 * S.Width)));
            int height = TileRows<S, V>.MaxHeight(2);
            Squares = Squares > height ? Squares / height * height : Squares;
            ValueStep = ((nint)Squares * Channels) + Stagger;
            ProductStep = ((nint)Squares * 2 * S.Width) + Stagger;
            Zeros = scratch;
            Rows = Zeros + Channels;
            Values = Rows + (Points * S.Width);
            Products = Values + (Points * ValueStep);
        }
    }
}
