using System.Runtime.CompilerServices;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>What a convolution reads and writes. All steps are in floats.</summary>
internal unsafe struct ConvolutionData
{
    public float* Source;
    public nint SourceSample, SourceRow, SourcePixel;

    public float* Result;
    public nint ResultSample, ResultRow, ResultPixel;

    /// <summary>Panels whose k holds <see cref="Inner"/> entries; a tap's entries begin at its number times its steps.</summary>
    public float* Weights;
    public int Inner, WeightFirst, WeightStepY, WeightStepX;

    public float* Bias;
    public float Floor;
    public bool Accumulate;

    /// <summary>Channels are counted in a group. A depthwise convolution is one group of lanes.</summary>
    public int Groups, SourceChannels, ResultChannels;
    public bool Depthwise;

    /// <summary>The last channels of the result, which are computed elsewhere (one group only).</summary>
    public int Tail;

    /// <summary>The columns to compute, of those of all groups.</summary>
    public int ColumnFirst, ColumnEnd;

    /// <summary>Whether a pixel of the result ends with a whole vector, whose last lanes are free.</summary>
    public bool FillsPixels;

    /// <summary>The worker's scratch memory and its length; null where it is in use.</summary>
    public float* Scratch;
    public int ScratchLength;
}

/// <summary>
/// Convolution without padded copies: the result is cut into regions whose pixels have the same taps inside the image (its
/// interior, edges and corners), and a region into strips of pixels, the rows of register tiles. Strips run along rows,
/// along columns or from sample to sample, whichever fills the tiles best.
/// </summary>
internal static unsafe class StripConvolution<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    // Floats of source and result that a piece of a row takes.
    private const int RowBlock = 64 * 1024;

    /// <summary>Computes samples <paramref name="n0"/>…<paramref name="n1"/> at positions <paramref name="y0"/>…<paramref name="y1"/>.</summary>
    public static void Run(in ConvolutionData data, in ConvolutionAxis y, in ConvolutionAxis x, int n0, int n1, int y0, int y1)
    {
        // A row that would leave the second cache before its next column is cut: long sequences.
        int longest = (int)Math.Max(64, RowBlock / ((x.SourceStep * data.SourcePixel) + (x.ResultStep * data.ResultPixel)));
        for (int j = y0; j < y1;)
        {
            Segment ySegment = y.SegmentAt(j);
            j = Math.Min(ySegment.End, y1);
            ySegment = ySegment with { End = j };
            for (int i = 0; i < x.Positions;)
            {
                Segment xSegment = x.SegmentAt(i);
                i = Math.Min(xSegment.End, i + longest);
                xSegment = xSegment with { End = i };
                Region(data, y, x, n0, n1, ySegment, xSegment);
            }
        }
    }

    /// <summary>The positions of two segments: all of them have the same taps.</summary>
    private static void Region(in ConvolutionData data, in ConvolutionAxis y, in ConvolutionAxis x, int n0, int n1, Segment ySegment, Segment xSegment)
    {
        int panel = Panels.Width(data.ResultChannels);
        int yTaps = ySegment.Taps, xTaps = xSegment.Taps;
        if (yTaps * xTaps == 0)
        {
            yTaps = xTaps = 0;
        }

        Tile tile = default;
        nint tapX = x.TapStep * data.SourcePixel, tapY = y.TapStep * data.SourceRow;
        nint weightX = (nint)x.KernelStep * data.WeightStepX * panel, weightY = (nint)y.KernelStep * data.WeightStepY * panel;
        int count, middle = yTaps, outer = 1;
        tile.AMiddle = tapY;
        tile.BMiddle = weightY;
        if (data.Depthwise)
        {
            count = xTaps;
            tile.AStep = tapX;
            tile.BStep = weightX;
        }
        else
        {
            tile.AStep = 1;
            tile.BStep = panel;
            count = data.SourceChannels;
            if (xTaps <= 1 || (tapX == count && weightX == (nint)count * panel))
            {
                count *= xTaps;
            }
            else
            {
                (middle, tile.AMiddle, tile.BMiddle) = (xTaps, tapX, weightX);
                (outer, tile.AOuter, tile.BOuter) = (yTaps, tapY, weightY);
            }
        }

        float* source = data.Source + (n0 * data.SourceSample)
            + ((y.SourceFirst + (ySegment.First * y.SourceStep) + (ySegment.TapFirst * y.TapStep)) * data.SourceRow)
            + ((x.SourceFirst + (xSegment.First * x.SourceStep) + (xSegment.TapFirst * x.TapStep)) * data.SourcePixel);
        float* result = data.Result + (n0 * data.ResultSample)
            + ((y.ResultFirst + (ySegment.First * y.ResultStep)) * data.ResultRow)
            + ((x.ResultFirst + (xSegment.First * x.ResultStep)) * data.ResultPixel);
        float* weights = data.Weights + (((nint)data.WeightFirst
            + ((nint)(y.KernelFirst + (ySegment.TapFirst * y.KernelStep)) * data.WeightStepY)
            + ((nint)(x.KernelFirst + (xSegment.TapFirst * x.KernelStep)) * data.WeightStepX)) * panel);

        // Along which direction the strips run, and over which two they are repeated.
        Direction rows = new(xSegment.Positions, x.SourceStep * data.SourcePixel, x.ResultStep * data.ResultPixel);
        Direction inner = new(ySegment.Positions, y.SourceStep * data.SourceRow, y.ResultStep * data.ResultRow);
        Direction last = new(n1 - n0, data.SourceSample, data.ResultSample);
        int vectors = data.ResultChannels > S.Width ? 2 : 1;
        if (Cost(inner.Count, vectors) < Cost(rows.Count, vectors) * 0.8)
        {
            (rows, inner) = (inner, rows);
        }

        if (Cost(last.Count, vectors) < Cost(rows.Count, vectors) * 0.7)
        {
            (rows, last) = (last, rows);
        }

        tile.ARow = rows.Source;
        tile.CRow = tile.AddendRow = rows.Result;

        int countStep = count, middleStep = middle, outerStep = outer;
        if (count > Reduction.Block)
        {
            (countStep, middleStep, outerStep) = (Reduction.Piece(count), 1, 1);
        }
        else if ((long)count * middle > Reduction.Block)
        {
            (middleStep, outerStep) = (Reduction.Block / count, 1);
        }
        else if ((long)count * middle * outer > Reduction.Block)
        {
            outerStep = Reduction.Block / (count * middle);
        }

        if ((long)count * middle * outer == 0)
        {
            Block(data, ref tile, source, weights, result, rows, inner, last, true, true);
            return;
        }

        bool packs = data.Scratch != null && rows.Source % 1024 == 0 && rows.Count >= 8 && middle * outer * inner.Count * last.Count == 1
            && data.Groups == 1 && !data.Depthwise && data.ColumnEnd - data.ColumnFirst >= 4;
        for (int o = 0; o < outer; o += outerStep)
        {
            for (int m = 0; m < middle; m += middleStep)
            {
                for (int c = 0; c < count; c += countStep)
                {
                    tile.OuterCount = Math.Min(outerStep, outer - o);
                    tile.MiddleCount = Math.Min(middleStep, middle - m);
                    tile.Count = Math.Min(countStep, count - c);
                    bool isFirst = (o | m | c) == 0;
                    bool isLast = o + outerStep >= outer && m + middleStep >= middle && c + countStep >= count;
                    float* a = source + (o * tile.AOuter) + (m * tile.AMiddle) + (c * tile.AStep);
                    float* b = weights + (o * tile.BOuter) + (m * tile.BMiddle) + (c * tile.BStep);
                    if (packs)
                    {
                        PackedBlock(data, ref tile, a, b, result, rows, inner, isFirst, isLast);
                    }
                    else
                    {
                        Block(data, ref tile, a, b, result, rows, inner, last, isFirst, isLast);
                    }
                }
            }
        }
    }

    /// <summary>One piece of the reduction over all pixels and columns of a region.</summary>
    [SkipLocalsInit]
    private static void Block(
        in ConvolutionData data, ref Tile shared, float* source, float* weights, float* result,
        in Direction rows, in Direction inner, in Direction last, bool isFirst, bool isLast)
    {
        float* bias = stackalloc float[64];
        Tile tile = shared;
        int panel = Panels.Width(data.ResultChannels);
        int columns = Column.Count(data.ResultChannels - data.Tail, S.Width);
        tile.Floor = isLast ? data.Floor : float.NegativeInfinity;
        bool addend = data.Accumulate || !isFirst;

        bool callsAhead = !data.Depthwise && tile.MiddleCount * tile.OuterCount * inner.Count * last.Count == 1
            && rows.Count >= ReadAhead.FewestRows && ReadAhead.IsWorthIt(data.ResultChannels, data.Inner, S.Width);
        for (int index = data.ColumnFirst; index < data.ColumnEnd; index++)
        {
            int group = index / columns, number = index - (group * columns);
            Column column = Column.At(number, data.ResultChannels - data.Tail, S.Width);
            int vectors = column.Vectors, lanes = column.Last;
            tile.B = weights + ((nint)group * Panels.Padded(data.ResultChannels) * data.Inner) + column.Offset(panel, data.Inner);
            if (!data.Depthwise && index + 1 < data.ColumnEnd && number + 1 < columns && WideTile<S, V>.Takes(tile, column))
            {
                Column next = Column.At(number + 1, data.ResultChannels - data.Tail, S.Width);
                tile.BColumn = next.Offset(panel, data.Inner) - column.Offset(panel, data.Inner);
                (vectors, lanes) = (vectors + next.Vectors, next.Last);
                index++;
            }

            tile.NextColumn = callsAhead && number + 1 < columns
                ? tile.B + Column.At(number + 1, data.ResultChannels - data.Tail, S.Width).Offset(panel, data.Inner) - column.Offset(panel, data.Inner)
                : null;
            tile.Last = data.FillsPixels ? S.Width : lanes;
            nint channel = ((nint)group * data.ResultChannels) + column.First;
            tile.Bias = null;
            if (data.Bias != null && isFirst)
            {
                tile.Bias = data.Bias + channel;
                if (lanes < S.Width)
                {
                    new Span<float>(bias, 64).Clear();
                    new ReadOnlySpan<float>(tile.Bias, ((vectors - 1) * S.Width) + lanes).CopyTo(new Span<float>(bias, 64));
                    tile.Bias = bias;
                }
            }

            float* a = source + (data.Depthwise ? column.First : (nint)group * data.SourceChannels);
            for (int k = 0; k < last.Count; k++)
            {
                for (int j = 0; j < inner.Count; j++)
                {
                    tile.A = a + (k * last.Source) + (j * inner.Source);
                    tile.C = result + channel + (k * last.Result) + (j * inner.Result);
                    tile.Addend = addend ? tile.C : null;
                    if (data.Depthwise)
                    {
                        TileRows<S, V>.RunLanes(&tile, rows.Count, vectors);
                    }
                    else if (vectors > 2)
                    {
                        WideTile<S, V>.Run(&tile, rows.Count, vectors);
                    }
                    else
                    {
                        TileRows<S, V>.Run(&tile, rows.Count, vectors);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Rows a multiple of 4 KB apart would all fall into the same few lines of the first cache: they are copied closer.
    /// </summary>
    private static void PackedBlock(
        in ConvolutionData data, ref Tile tile, float* source, float* weights, float* result,
        Direction rows, in Direction other, bool isFirst, bool isLast)
    {
        int step = tile.Count + 16, most = data.ScratchLength / step;
        if (rows.Count > most)
        {
            // Nearly equal pieces of whole tiles.
            int height = TileRows<S, V>.MaxHeight(2), pieces = (rows.Count + (most / height * height) - 1) / (most / height * height);
            most = ((rows.Count + pieces - 1) / pieces + height - 1) / height * height;
        }

        tile.ARow = step;
        for (int row = 0; row < rows.Count; row += most)
        {
            int count = Math.Min(most, rows.Count - row);
            for (int i = 0; i < count; i++)
            {
                new ReadOnlySpan<float>(source + ((row + i) * rows.Source), tile.Count).CopyTo(new Span<float>(data.Scratch + (i * step), tile.Count));
            }

            Block(data, ref tile, data.Scratch, weights, result + (row * rows.Result), rows with { Count = count }, other, other, isFirst, isLast);
        }

        tile.ARow = rows.Source;
    }

    /// <summary>The time a row of a strip takes: a tile of fewer than about eight sums waits for them.</summary>
    private static double Cost(int rows, int vectors)
    {
        int max = TileRows<S, V>.MaxHeight(vectors);
        int tiles = (rows + max - 1) / max;
        double height = (double)rows / tiles;
        return (Math.Max(height * vectors, 8) + vectors) / (height * vectors);
    }

    /// <summary>Pixels that follow each other, and their distances in the source and in the result.</summary>
    private readonly record struct Direction(int Count, nint Source, nint Result);
}
