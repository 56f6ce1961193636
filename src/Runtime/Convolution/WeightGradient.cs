using System.Runtime.CompilerServices;
using Espalier.Kernels;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>
/// The gradient of the weights of a convolution: <c>dWeight[k, filter] += Σ input[pixel, k] · dOutput[pixel, filter]</c>.
/// The rows of a register tile are neighbouring k, its reduction runs over pixels. Pixels are taken in blocks, each of
/// which is summed in registers and then added; the blocks depend on the shape alone. Of a block, the gradients of one
/// column are first copied side by side, padded with zeros, since all tiles of the column read them.
/// </summary>
internal static unsafe class WeightGradient<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    // 32 KB of gradients; a longer block would leave the first cache, a shorter one add to the weights more often.
    private const int PixelBlock = 256;

    public static void Run(in Part part, int count, float* input, float* dOutput, float* dWeight, in Conv2DShape shape) =>
        Run(part, count, input, dOutput, null, dWeight, shape, default);

    /// <summary>With <paramref name="winners"/>, the gradient is that of the maxima of windows that tile the output.</summary>
    public static void Run(in Part part, int count, float* input, float* dOutput, float* winners, float* dWeight, in Conv2DShape shape, in Pool2DShape pool)
    {
        if (shape.IsPointwise && winners == null)
        {
            DenseWeightGradient<S, V>.Run(part, count * shape.Height * shape.Width, shape.Channels, shape.Filters, input, dOutput, dWeight);
            return;
        }

        Job job = new(shape)
        {
            Input = input,
            Gradient = dOutput,
            Winners = winners,
            Pool = pool,
            Result = dWeight,
        };
        (int first, int end) = part.Range(job.Groups * job.Columns * job.Pieces);
        fixed (float* packed = part.Scratch)
        {
            job.Packed = packed;
            for (int n = 0; n < count && first < end; n += job.BlockSamples)
            {
                for (int y = 0; y < shape.OutputHeight; y += job.BlockRows)
                {
                    for (int x = 0; x < shape.OutputWidth; x += job.BlockWidth)
                    {
                        job.Block = new Box(
                            n, Math.Min(n + job.BlockSamples, count),
                            y, Math.Min(y + job.BlockRows, shape.OutputHeight),
                            x, Math.Min(x + job.BlockWidth, shape.OutputWidth));
                        for (int item = first; item < end;)
                        {
                            int index = item / job.Pieces;
                            int itemEnd = Math.Min(end, (index + 1) * job.Pieces);
                            Pieces(ref job, index, item - (index * job.Pieces), itemEnd - (index * job.Pieces));
                            item = itemEnd;
                        }
                    }
                }
            }
        }
    }

    /// <summary>Some tiles of a column over one block of pixels.</summary>
    private static void Pieces(ref Job job, int index, int piece, int end)
    {
        job.Group = index / job.Columns;
        job.Column = Column.At(index - (job.Group * job.Columns), job.Outputs, S.Width);
        if (job.Winners == null)
        {
            Pack(job);
        }
        else
        {
            PackPooled(job);
        }

        while (piece < end)
        {
            (int run, int first) = Math.DivRem(piece, job.PiecesOfRun);
            int last = Math.Min(job.PiecesOfRun, first + end - piece);
            piece += last - first;
            (int ky, int kx) = job.Joined ? (run, 0) : Math.DivRem(run, job.Shape.KernelWidth);
            Box box = job.Block.Intersect(job.InsideY(ky));
            if (box.Y0 >= box.Y1)
            {
                continue;
            }

            if (job.OneTap || !job.Padded)
            {
                Box inside = job.OneTap ? box.IntersectX(job.InsideX(kx)) : box;
                for (; first < last; first++)
                {
                    Pixels(job, ky, kx, job.RowOf(first), job.RowOf(first + 1), inside);
                }
            }
            else
            {
                for (; first < last; first++)
                {
                    Taps(job, ky, job.RowOf(first), job.RowOf(first + 1), box);
                }
            }
        }
    }

    /// <summary>A tile of several taps: together where all of them are inside the image, then tap by tap beside.</summary>
    private static void Taps(in Job job, int ky, int first, int end, in Box box)
    {
        int kxFirst = first / job.Inputs, kxLast = (end - 1) / job.Inputs;
        (int left, int right) = (job.InsideX(kxFirst).First, job.InsideX(kxLast).End);
        if (left < right)
        {
            Pixels(job, ky, 0, first, end, box.IntersectX((left, right)));
        }
        else
        {
            left = right = int.MaxValue;
        }

        for (int kx = kxFirst; kx <= kxLast; kx++)
        {
            (int from, int to) = job.InsideX(kx);
            int k0 = Math.Max(first, kx * job.Inputs), k1 = Math.Min(end, (kx + 1) * job.Inputs);
            Pixels(job, ky, 0, k0, k1, box.IntersectX((from, Math.Min(left, to))));
            Pixels(job, ky, 0, k0, k1, box.IntersectX((Math.Max(from, right), to)));
        }
    }

    /// <summary>Adds what the pixels of a box give to the entries first…end of a run.</summary>
    private static void Pixels(in Job job, int ky, int kx, int first, int end, in Box box)
    {
        if (box.X0 >= box.X1)
        {
            return;
        }

        ref readonly Conv2DShape shape = ref job.Shape;
        nint inputRow = (nint)shape.Width * shape.Channels;
        Tile tile;
        Unsafe.SkipInit(out tile);
        tile.Bias = null;
        tile.Floor = float.NegativeInfinity;
        tile.ARow = job.RowStep;
        tile.A = job.Input + (box.N0 * (nint)shape.InputLength)
            + (((box.Y0 * shape.StrideY) - shape.PadTop + (ky * shape.DilationY)) * inputRow)
            + (((nint)(box.X0 * shape.StrideX) - shape.PadLeft + (kx * shape.DilationX)) * shape.Channels)
            + (first * tile.ARow)
            + (job.Depthwise ? job.Column.First : job.Group * job.Inputs);
        tile.B = job.Packed + job.Block.Offset(box.N0, box.Y0, box.X0, PackedWidth);
        tile.Count = box.X1 - box.X0;
        (tile.AStep, tile.BStep) = (shape.StrideX * shape.Channels, PackedWidth);
        tile.MiddleCount = box.Y1 - box.Y0;
        (tile.AMiddle, tile.BMiddle) = (shape.StrideY * inputRow, job.Block.RowStep(PackedWidth));
        tile.OuterCount = box.N1 - box.N0;
        (tile.AOuter, tile.BOuter) = (shape.InputLength, job.Block.SampleStep(PackedWidth));
        if (tile.Count == 1)
        {
            (tile.Count, tile.AStep, tile.BStep) = (tile.MiddleCount, tile.AMiddle, tile.BMiddle);
            (tile.MiddleCount, tile.AMiddle, tile.BMiddle) = (tile.OuterCount, tile.AOuter, tile.BOuter);
            tile.OuterCount = 1;
        }

        int entry = (((ky * shape.KernelWidth) + kx) * job.Inputs) + first;
        tile.C = job.Result + ((nint)job.Group * Panels.Padded(job.Outputs) * job.Inner) + job.Column.Offset(job.Panel, job.Inner) + ((nint)entry * job.Panel);
        tile.CRow = tile.AddendRow = job.Panel;
        tile.Addend = tile.C;
        if (!job.Depthwise)
        {
            // What pads the gradients is zero, so that whole vectors can be added to what pads the panel.
            tile.Last = S.Width;
            TileRows<S, V>.Run(&tile, end - first, job.Column.Vectors);
            return;
        }

        tile.Last = job.Column.Last;
        TileRows<S, V>.RunLanes(&tile, end - first, job.Column.Vectors);
    }

    private static int PackedWidth => 2 * S.Width;

    /// <summary>Copies the gradients of the block and column.</summary>
    private static void Pack(in Job job)
    {
        ref readonly Box box = ref job.Block;
        int filters = job.Shape.Filters;
        float* to = job.Packed;
        for (int n = box.N0; n < box.N1; n++)
        {
            for (int y = box.Y0; y < box.Y1; y++)
            {
                float* from = job.Gradient + (n * (nint)job.Shape.OutputLength) + ((((nint)y * job.Shape.OutputWidth) + box.X0) * filters)
                    + (job.Group * job.Outputs) + job.Column.First;
                to = DenseWeightGradient<S, V>.Pack(job.Column, box.X1 - box.X0, from, filters, to);
            }
        }
    }

    /// <summary>Copies the gradients of the block and column that reach a pixel through the window that it won.</summary>
    private static void PackPooled(in Job job)
    {
        ref readonly Box box = ref job.Block;
        ref readonly Pool2DShape pool = ref job.Pool;
        V whole = S.FirstLanes(S.Width), last = S.FirstLanes(job.Column.Last);
        int end = Math.Min(box.X1, pool.OutputWidth * pool.KernelWidth);
        nint row = box.RowStep(PackedWidth);
        float* to = job.Packed;
        for (int n = box.N0; n < box.N1; n++)
        {
            for (int y = box.Y0; y < box.Y1; y++, to += row)
            {
                (int windowY, int tapY) = Math.DivRem(y, pool.KernelHeight);
                int read = windowY < pool.OutputHeight ? Math.Max(end, box.X0) : box.X0;
                new Span<float>(to + ((read - box.X0) * PackedWidth), (box.X1 - read) * PackedWidth).Clear();
                nint place = (n * (nint)pool.OutputLength) + ((nint)windowY * pool.OutputWidth * pool.Channels) + job.Column.First;
                for (int tapX = 0; tapX < pool.KernelWidth; tapX++)
                {
                    int windowX = (box.X0 - tapX + pool.KernelWidth - 1) / pool.KernelWidth, x = (windowX * pool.KernelWidth) + tapX;
                    for (int v = 0; v < job.Column.Vectors; v++)
                    {
                        nint from = place + ((nint)windowX * pool.Channels) + (v * S.Width);
                        Shares(
                            job.Winners + from, job.Gradient + from, pool.Channels, v + 1 == job.Column.Vectors ? last : whole, (tapY * pool.KernelWidth) + tapX,
                            to + ((x - box.X0) * PackedWidth) + (v * S.Width), pool.KernelWidth * PackedWidth, to + ((read - box.X0) * PackedWidth));
                    }
                }
            }
        }
    }

    /// <summary>The shares of every so many pixels up to the end, which lie at one tap of windows side by side.</summary>
    private static void Shares(float* winner, float* gradient, nint step, V lanes, int tap, float* to, nint toStep, float* end)
    {
        V number = S.Broadcast(PooledBand.Number(tap));
        for (; to < end; winner += step, gradient += step, to += toStep)
        {
            S.Store(to, PooledBand.Share<S, V>(S.LoadMasked(winner, lanes), S.LoadMasked(gradient, lanes), number));
        }
    }

    /// <summary>Samples N0…N1, output rows Y0…Y1, output columns X0…X1.</summary>
    private readonly record struct Box(int N0, int N1, int Y0, int Y1, int X0, int X1)
    {
        public Box Intersect((int First, int End) rows) => this with { Y0 = Math.Max(Y0, rows.First), Y1 = Math.Min(Y1, rows.End) };

        public Box IntersectX((int First, int End) columns) => this with { X0 = Math.Max(X0, columns.First), X1 = Math.Min(X1, columns.End) };

        public nint RowStep(int pixel) => (nint)(X1 - X0) * pixel;

        public nint SampleStep(int pixel) => (Y1 - Y0) * RowStep(pixel);

        public nint Offset(int n, int y, int x, int pixel) => ((n - N0) * SampleStep(pixel)) + ((y - Y0) * RowStep(pixel)) + ((nint)(x - X0) * pixel);
    }

    /// <summary>
    /// How the weights are cut into tiles. A run is a row of entries k that lie one step apart in the input: all taps of
    /// a kernel row (Joined), else the channels of one tap. Runs are cut into pieces no taller than a tile.
    /// </summary>
    private struct Job
    {
        public readonly Conv2DShape Shape;
        public readonly bool Depthwise, Joined, OneTap, Padded;
        public readonly int Groups, Inputs, Outputs, Inner, Panel, Columns, RunRows, RowStep, PiecesOfRun, Pieces;
        private readonly int _height, _taller;
        public readonly int BlockSamples, BlockRows, BlockWidth;
        public float* Input, Gradient, Winners, Result, Packed;
        public Pool2DShape Pool;
        public Box Block;
        public int Group;
        public Column Column;

        public Job(in Conv2DShape shape)
        {
            Shape = shape;
            Depthwise = shape.IsDepthwise;
            Groups = Depthwise ? 1 : shape.Groups;
            Inputs = shape.Channels / shape.Groups;
            Outputs = shape.Filters / Groups;
            Inner = shape.KernelHeight * shape.KernelWidth * Inputs;
            Panel = Panels.Width(Outputs);
            Columns = Column.Count(Outputs, S.Width);

            Padded = JoinedTaps.ArePadded(shape.Width, shape.OutputWidth, shape.KernelWidth, shape.StrideX, shape.PadLeft, shape.DilationX);
            Joined = Depthwise || JoinedTaps.IsWorthIt(shape.Groups, shape.DilationX, Inputs, Padded);
            OneTap = !Joined || shape.KernelWidth == 1;
            RunRows = Joined ? shape.KernelWidth * Inputs : Inputs;
            RowStep = Depthwise ? shape.DilationX * shape.Channels : 1;
            int height = TileRows<S, V>.MaxHeight(Outputs > S.Width ? 2 : 1);
            PiecesOfRun = (RunRows + height - 1) / height;
            (_height, _taller) = Math.DivRem(RunRows, PiecesOfRun);
            Pieces = PiecesOfRun * shape.KernelHeight * (Joined ? 1 : shape.KernelWidth);

            BlockWidth = Even(shape.OutputWidth, PixelBlock);
            BlockRows = Even(shape.OutputHeight, PixelBlock / BlockWidth);
            BlockSamples = BlockRows == shape.OutputHeight && BlockWidth == shape.OutputWidth ? Math.Max(1, PixelBlock / (BlockRows * BlockWidth)) : 1;
        }

        public readonly int RowOf(int piece) => (piece * _height) + Math.Min(piece, _taller);

        public readonly (int First, int End) InsideX(int kx) => Inside(Shape.OutputWidth, Shape.Width, Shape.StrideX, Shape.PadLeft, kx * Shape.DilationX);

        public readonly (int First, int End) InsideY(int ky) => Inside(Shape.OutputHeight, Shape.Height, Shape.StrideY, Shape.PadTop, ky * Shape.DilationY);

        /// <summary>The outputs for which a tap reads inside the image; the first is not above the end.</summary>
        private static (int First, int End) Inside(int outputs, int length, int stride, int pad, int tap)
        {
            int first = Math.Max(0, (pad - tap + stride - 1) / stride);
            int reach = length - 1 + pad - tap;
            int end = reach < 0 ? 0 : Math.Min(outputs, (reach / stride) + 1);
            return (Math.Min(first, end), end);
        }

        /// <summary>The size of pieces of a length that are nearly equal and not above a limit.</summary>
        private static int Even(int length, int limit)
        {
            int pieces = (length + limit - 1) / limit;
            return (length + pieces - 1) / pieces;
        }
    }
}
