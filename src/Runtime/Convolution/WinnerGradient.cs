using System.Runtime.CompilerServices;
using Espalier.Kernels;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>
/// The gradient of the weights of a convolution under max pooling from the pixels that won alone, of 2×2 a quarter:
/// <c>dWeight[k, filter] += Σ dPooled[window, filter] · patch[winner(window, filter), k]</c>. What every pixel of some rows of
/// windows looks at is first copied to a patch of its own, no longer than <see cref="Patch"/>. The lanes of a register tile
/// run over k, its reduction over these windows; the rows are then added up. They depend on the shape alone.
/// </summary>
internal static unsafe class WinnerGradient<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>The most weights of a filter: room for whole vectors of any width.</summary>
    public const int Patch = 32;

    private const int TileFilters = 4, TileVectors = 2;

    // 16 KB, so that they stay in the first cache from one tile to the next; a row of windows may be longer.
    private const int PatchesLength = 4 * 1024;

    /// <summary>Adds the gradients of this worker's filters.</summary>
    public static void Run(in Part part, int count, float* input, float* dPooled, float* winners, float* dWeight, in Conv2DShape shape, in Pool2DShape pool)
    {
        (int first, int end) = part.Range(shape.Filters, TileFilters);
        Job job = new(shape, pool);
        int sumsLength = (end - first + TileFilters - 1) / TileFilters * TileFilters * Patch;
        fixed (float* sums = part.Scratch)
        {
            float* patches = sums + sumsLength, columns = patches + (job.BandRows * job.WindowRow), next = columns + job.ColumnsLength;
            new Span<float>(sums, sumsLength).Clear();
            for (int n = 0; n < count && first < end; n++, input += shape.InputLength)
            {
                for (int y = 0; y < pool.OutputHeight; y += job.BandRows)
                {
                    int rows = Math.Min(job.BandRows, pool.OutputHeight - y);
                    job.CopyPatches(input, y, rows, ref columns, ref next, patches);
                    nint place = ((nint)n * pool.OutputLength) + ((nint)y * pool.OutputWidth * pool.Channels);
                    for (int filter = first; filter < end; filter += TileFilters)
                    {
                        float* sum = sums + ((filter - first) * Patch);
                        for (int k = 0; k < job.Inner; k += TileVectors * S.Width)
                        {
                            Tile(Math.Min(TileFilters, pool.Channels - filter), winners + place + filter, dPooled + place + filter, pool.Channels, rows * pool.OutputWidth, patches + k, job.Window, sum + k);
                        }
                    }
                }
            }

            for (int filter = first; filter < end; filter++)
            {
                job.Add(sums + ((filter - first) * Patch), filter, dWeight);
            }
        }
    }

    private static void Tile(int height, float* winner, float* gradient, nint filters, int windows, float* patches, nint window, float* sums)
    {
        switch (height)
        {
            case 1: Tile<Count1>(winner, gradient, filters, windows, patches, window, sums); break;
            case 2: Tile<Count2>(winner, gradient, filters, windows, patches, window, sums); break;
            case 3: Tile<Count3>(winner, gradient, filters, windows, patches, window, sums); break;
            default: Tile<Count4>(winner, gradient, filters, windows, patches, window, sums); break;
        }
    }

    /// <summary>Adds to the sums of R filters what some windows give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<R>(float* winner, float* gradient, nint filters, int windows, float* patches, nint window, float* sums)
        where R : unmanaged
    {
        V s0 = S.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (; windows > 0; windows--, winner += filters, gradient += filters, patches += window)
        {
            Add(patches, winner, gradient, ref s0, ref s1);
            if (sizeof(R) > 1) { Add(patches, winner + 1, gradient + 1, ref s2, ref s3); }
            if (sizeof(R) > 2) { Add(patches, winner + 2, gradient + 2, ref s4, ref s5); }
            if (sizeof(R) > 3) { Add(patches, winner + 3, gradient + 3, ref s6, ref s7); }
        }

        Add(sums, s0, s1);
        if (sizeof(R) > 1) { Add(sums + Patch, s2, s3); }
        if (sizeof(R) > 2) { Add(sums + (2 * Patch), s4, s5); }
        if (sizeof(R) > 3) { Add(sums + (3 * Patch), s6, s7); }
    }

    /// <summary>Adds what a window gives to the sums of a filter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* patches, float* winner, float* gradient, ref V first, ref V second)
    {
        float* patch = patches + (PooledBand.Tap(winner) * Patch);
        V share = S.Broadcast(*gradient);
        first = S.MultiplyAdd(share, S.Load(patch), first);
        second = S.MultiplyAdd(share, S.Load(patch + S.Width), second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* sums, V first, V second)
    {
        S.Store(sums, S.Add(S.Load(sums), first));
        S.Store(sums + S.Width, S.Add(S.Load(sums + S.Width), second));
    }

    /// <summary>
    /// Patches, window by window and tap by tap, and the columns of which they are cut: of every pixel of a row, the floats
    /// that lie below each other in the kernel, so that those of neighbouring pixels make a patch.
    /// </summary>
    private readonly struct Job
    {
        private readonly Conv2DShape _shape;
        private readonly Pool2DShape _pool;
        private readonly int _column, _columns;

        public Job(in Conv2DShape shape, in Pool2DShape pool)
        {
            _shape = shape;
            _pool = pool;
            _column = shape.KernelHeight * shape.Channels;
            _columns = ((shape.OutputWidth - 1) * shape.StrideX) + shape.KernelWidth;
            Inner = shape.KernelWidth * _column;
            Window = pool.KernelHeight * pool.KernelWidth * Patch;
            WindowRow = pool.OutputWidth * Window;
            BandRows = Math.Clamp(PatchesLength / WindowRow, 1, pool.OutputHeight);
        }

        public int Inner { get; }

        public int Window { get; }

        public int WindowRow { get; }

        /// <summary>Rows of windows whose patches are copied at a time.</summary>
        public int BandRows { get; }

        /// <summary>Floats of the columns of a row, with as many behind them as a patch reads.</summary>
        public int ColumnsLength => (_columns * _column) + Patch;

        /// <summary>
        /// Copies the patches of some rows of windows of an image, whose rows above have been copied before. The columns are made
        /// a row ahead, as what was just written float by float cannot be read in vectors at once.
        /// </summary>
        public void CopyPatches(float* image, int first, int rows, ref float* columns, ref float* next, float* patches)
        {
            nint step = _shape.StrideX * _column, taps = _pool.KernelWidth * Patch;
            for (int y = 0; y < rows * _pool.KernelHeight; y++)
            {
                int row = (first * _pool.KernelHeight) + y;
                if (row == 0)
                {
                    CopyColumns(image, 0, null, columns);
                }

                if (row + 1 < _pool.OutputHeight * _pool.KernelHeight)
                {
                    CopyColumns(image, (row + 1) * _shape.StrideY, columns, next);
                }

                (int windowY, int tapY) = Math.DivRem(y, _pool.KernelHeight);
                float* from = columns, patch = patches + (windowY * WindowRow) + (tapY * taps);
                for (int x = _pool.OutputWidth; x > 0; x--, patch += Window - taps)
                {
                    for (int tapX = _pool.KernelWidth; tapX > 0; tapX--, patch += Patch, from += step)
                    {
                        for (int i = 0; i < Patch; i += S.Width)
                        {
                            S.Store(patch + i, S.Load(from + i));
                        }
                    }
                }

                float* done = columns;
                columns = next;
                next = done;
            }
        }

        private void CopyColumns(float* image, int y, float* above, float* columns)
        {
            int channels = _shape.Channels, kernelRow = 0;
            if (above != null && _shape.StrideY == 1 && _shape.DilationY == 1)
            {
                // The columns of the row above, moved up by one.
                int kept = (_columns * _column) - channels;
                new ReadOnlySpan<float>(above + channels, kept).CopyTo(new Span<float>(columns, kept));
                kernelRow = _shape.KernelHeight - 1;
            }

            for (; kernelRow < _shape.KernelHeight; kernelRow++)
            {
                int row = y - _shape.PadTop + (kernelRow * _shape.DilationY);
                bool isInside = row >= 0 && row < _shape.Height;
                for (int c = 0; c < channels; c++)
                {
                    float* to = columns + (kernelRow * channels) + c;
                    if (isInside)
                    {
                        Spread(image + ((nint)row * _shape.Width * channels) + c, to);
                    }
                    else
                    {
                        Zero(to, _columns);
                    }
                }
            }
        }

        /// <summary>Copies a channel of a row of the image, one float a column.</summary>
        private void Spread(float* from, float* to)
        {
            int left = Math.Min(_shape.PadLeft, _columns), width = Math.Min(_columns - left, _shape.Width), step = _column, channels = _shape.Channels;
            Zero(to, left);
            to += left * step;
            for (int x = width; x > 0; x--, from += channels, to += step)
            {
                *to = *from;
            }

            Zero(to, _columns - left - width);
        }

        private void Zero(float* to, int columns)
        {
            for (; columns > 0; columns--, to += _column)
            {
                *to = 0;
            }
        }

        /// <summary>Adds the sums of a filter, which lie column by column, to its weights.</summary>
        public void Add(float* sums, int filter, float* dWeight)
        {
            int panel = Panels.Width(_shape.Filters);
            float* to = dWeight + ((nint)(filter / panel) * Inner * panel) + (filter % panel);
            for (int ky = 0; ky < _shape.KernelHeight; ky++)
            {
                for (int kx = 0; kx < _shape.KernelWidth; kx++)
                {
                    for (int c = 0; c < _shape.Channels; c++, to += panel)
                    {
                        *to += sums[(kx * _column) + (ky * _shape.Channels) + c];
                    }
                }
            }
        }
    }
}
