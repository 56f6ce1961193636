using System.Runtime.CompilerServices;
using Espalier.Kernels;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>
/// The gradient of the weights of a convolution: <c>dWeight[k, filter] += Σ input[pixel, k] · dOutput[pixel, filter]</c>.
/// The rows of a register tile are neighbouring k, its reduction runs over pixels. Pixels are taken in blocks, each of
/// which is summed in registers and then added; the blocks depend on the shape alone.
/// </summary>
internal static unsafe class WeightGradient<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    private const int PixelBlock = 512;

    public static void Run(in Part part, int count, float* input, float* dOutput, float* dWeight, in Conv2DShape shape)
    {
        Job job = new(count, input, dOutput, dWeight, shape);
        (int first, int end) = part.Range(job.Items);
        if (first == end)
        {
            return;
        }

        int pixels = shape.OutputHeight * shape.OutputWidth;
        int samples = Math.Max(1, PixelBlock / pixels);
        int rows = Math.Min(shape.OutputHeight, Math.Max(1, PixelBlock / shape.OutputWidth));
        int blocks = (shape.OutputHeight + rows - 1) / rows;
        rows = (shape.OutputHeight + blocks - 1) / blocks;
        for (int n = 0; n < count; n += samples)
        {
            for (int y = 0; y < shape.OutputHeight; y += rows)
            {
                Block block = new(n, Math.Min(n + samples, count), y, Math.Min(y + rows, shape.OutputHeight));
                for (int item = first; item < end; item++)
                {
                    Item(job, item, block);
                }
            }
        }
    }

    /// <summary>One tile of the weights over one block of pixels.</summary>
    private static void Item(in Job job, int item, in Block block)
    {
        Conv2DShape shape = job.Shape;
        (int index, int piece) = Math.DivRem(item, job.Pieces);
        (int run, piece) = Math.DivRem(piece, job.PiecesOfRun);
        int first = (int)((long)job.RunRows * piece / job.PiecesOfRun);
        int end = (int)((long)job.RunRows * (piece + 1) / job.PiecesOfRun);
        int ky = run, kx = 0;
        if (!job.Joined)
        {
            (ky, kx) = Math.DivRem(run, shape.KernelWidth);
        }

        (int y0, int y1) = Inside(shape.OutputHeight, shape.Height, shape.StrideY, shape.PadTop, ky * shape.DilationY);
        Block rows = block with { Y0 = Math.Max(y0, block.Y0), Y1 = Math.Min(y1, block.Y1) };
        if (rows.Y0 >= rows.Y1)
        {
            return;
        }

        // Where all taps of the tile are inside; then, tap by tap, the columns beside.
        int kxFirst = job.Joined ? first / job.RowsOfTap : kx;
        int kxLast = job.Joined ? (end - 1) / job.RowsOfTap : kx;
        (int left, _) = InsideX(shape, kxFirst);
        (_, int right) = InsideX(shape, kxLast);
        if (left < right)
        {
            Pixels(job, index, ky, kx, first, end, rows, left, right);
        }
        else
        {
            left = right = int.MaxValue;
        }

        for (int k = kxFirst; kxFirst < kxLast && k <= kxLast; k++)
        {
            (int from, int to) = InsideX(shape, k);
            int k0 = Math.Max(first, k * job.RowsOfTap), k1 = Math.Min(end, (k + 1) * job.RowsOfTap);
            Pixels(job, index, ky, kx, k0, k1, rows, from, Math.Min(left, to));
            Pixels(job, index, ky, kx, k0, k1, rows, Math.Max(from, right), to);
        }
    }

    /// <summary>Adds what the pixels of some rows and of the columns x0…x1 give to the entries first…end of a run.</summary>
    [SkipLocalsInit]
    private static void Pixels(in Job job, int index, int ky, int kx, int first, int end, in Block rows, int x0, int x1)
    {
        if (x0 >= x1)
        {
            return;
        }

        Conv2DShape shape = job.Shape;
        int group = index / job.Columns;
        Column column = Column.At(index - (group * job.Columns), job.Outputs, S.Width);
        float* sums = stackalloc float[Tile.SumsLength];
        nint inputRow = (nint)shape.Width * shape.Channels, outputRow = (nint)shape.OutputWidth * shape.Filters;
        int depthwiseRow = shape.DilationX * shape.Channels;

        Tile tile = default;
        tile.Sums = sums;
        tile.Floor = float.NegativeInfinity;
        tile.Last = column.Last;
        tile.ARow = job.Depthwise ? depthwiseRow : 1;
        tile.A = job.Input + (rows.N0 * (nint)shape.InputLength)
            + (((rows.Y0 * shape.StrideY) - shape.PadTop + (ky * shape.DilationY)) * inputRow)
            + (((nint)(x0 * shape.StrideX) - shape.PadLeft + (kx * shape.DilationX)) * shape.Channels)
            + (first * tile.ARow)
            + (job.Depthwise ? column.First : group * job.Inputs);
        tile.B = job.Gradient + (rows.N0 * (nint)shape.OutputLength) + (rows.Y0 * outputRow) + ((nint)x0 * shape.Filters)
            + (group * job.Outputs) + column.First;
        tile.Count = x1 - x0;
        (tile.AStep, tile.BStep) = (shape.StrideX * shape.Channels, shape.Filters);
        tile.MiddleCount = rows.Y1 - rows.Y0;
        (tile.AMiddle, tile.BMiddle) = (shape.StrideY * inputRow, outputRow);
        tile.OuterCount = rows.N1 - rows.N0;
        (tile.AOuter, tile.BOuter) = (shape.InputLength, shape.OutputLength);
        if (tile.Count == 1)
        {
            (tile.Count, tile.AStep, tile.BStep) = (tile.MiddleCount, tile.AMiddle, tile.BMiddle);
            (tile.MiddleCount, tile.AMiddle, tile.BMiddle) = (tile.OuterCount, tile.AOuter, tile.BOuter);
            tile.OuterCount = 1;
        }

        int entry = (ky * shape.KernelWidth * job.Inputs) + (kx * job.Inputs) + first;
        tile.C = job.Result + ((nint)group * Panels.Padded(job.Outputs) * job.Inner) + column.Offset(job.Panel, job.Inner) + ((nint)entry * job.Panel);
        tile.CRow = tile.AddendRow = job.Panel;
        tile.Addend = tile.C;

        // Only the last pixels of the batch need masks: elsewhere a vector that is too long ends in the next pixel.
        float* last = tile.B + ((tile.OuterCount - 1) * tile.BOuter) + ((tile.MiddleCount - 1) * tile.BMiddle) + ((tile.Count - 1) * tile.BStep);
        bool masked = column.Last < S.Width && last + (column.Vectors * S.Width) > job.GradientEnd;
        if (job.Depthwise)
        {
            if (column.Last < S.Width)
            {
                TileRows<S, V>.Run<LanesMasked>(&tile, end - first, column.Vectors);
            }
            else
            {
                TileRows<S, V>.Run<Lanes>(&tile, end - first, column.Vectors);
            }
        }
        else if (masked)
        {
            TileRows<S, V>.Run<ScalarsMasked>(&tile, end - first, column.Vectors);
        }
        else
        {
            TileRows<S, V>.Run<Scalars>(&tile, end - first, column.Vectors);
        }
    }

    private static (int First, int End) InsideX(in Conv2DShape shape, int kx) =>
        Inside(shape.OutputWidth, shape.Width, shape.StrideX, shape.PadLeft, kx * shape.DilationX);

    /// <summary>The outputs for which a tap reads inside the image; the first is not above the end.</summary>
    private static (int First, int End) Inside(int outputs, int length, int stride, int pad, int tap)
    {
        int first = Math.Max(0, (pad - tap + stride - 1) / stride);
        int reach = length - 1 + pad - tap;
        int end = reach < 0 ? 0 : Math.Min(outputs, (reach / stride) + 1);
        return (Math.Min(first, end), end);
    }

    /// <summary>Samples N0…N1, output rows Y0…Y1.</summary>
    private readonly record struct Block(int N0, int N1, int Y0, int Y1);

    /// <summary>
    /// How the weights are cut into tiles. A run is a row of entries k that lie one step apart in the input: all taps of
    /// a kernel row (Joined), else the channels of one tap. Runs are cut into pieces no taller than a tile.
    /// </summary>
    private readonly struct Job
    {
        public readonly Conv2DShape Shape;
        public readonly float* Input, Gradient, GradientEnd, Result;
        public readonly bool Depthwise, Joined;
        public readonly int Inputs, Outputs, Inner, Panel, Columns, RunRows, RowsOfTap, PiecesOfRun, Pieces, Items;

        public Job(int count, float* input, float* gradient, float* result, in Conv2DShape shape)
        {
            Shape = shape;
            Input = input;
            Gradient = gradient;
            Result = result;
            GradientEnd = gradient + (count * (nint)shape.OutputLength);
            Depthwise = shape.IsDepthwise;
            Inputs = Depthwise ? 1 : shape.Channels / shape.Groups;
            Outputs = Depthwise ? shape.Filters : shape.Filters / shape.Groups;
            Inner = shape.KernelHeight * shape.KernelWidth * Inputs;
            Panel = Panels.Width(Outputs);
            Columns = Column.Count(Outputs, S.Width);

            // With padding, taps differ in where they are inside, so they share a tile only where one alone is too few rows.
            bool padded = shape.PadLeft > 0 || ((shape.OutputWidth - 1) * shape.StrideX) + ((shape.KernelWidth - 1) * shape.DilationX) >= shape.Width;
            Joined = Depthwise || (shape.Groups == 1 && shape.DilationX == 1 && (!padded || Inputs < 8));
            RowsOfTap = Inputs;
            RunRows = Joined ? shape.KernelWidth * Inputs : Inputs;
            int height = TileRows<S, V>.MaxHeight(Outputs > S.Width ? 2 : 1);
            PiecesOfRun = (RunRows + height - 1) / height;
            Pieces = PiecesOfRun * shape.KernelHeight * (Joined ? 1 : shape.KernelWidth);
            Items = (Depthwise ? 1 : shape.Groups) * Columns * Pieces;
        }
    }
}
