using Espalier.Kernels;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Convolution;

/// <summary>The forward pass and the gradient of the input as strip convolutions: who computes what, block by block.</summary>
internal static unsafe class ConvolutionPasses<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    // Floats of source and result that are worked on at a time, so that they stay in the second cache.
    private const int BlockLength = 64 * 1024;

    /// <summary>The forward pass. Of a dense layer, <paramref name="lastOutputs"/> may be the packed weights of <see cref="TailOutputs{S, V}"/>.</summary>
    public static void Forward(in Part part, int count, float* input, float* weights, float* bias, float* output, in Conv2DShape shape, float floor, bool accumulate = false, float* lastOutputs = null)
    {
        int tail = 0;
        if (shape.IsPointwise)
        {
            int rows = count * shape.Height * shape.Width;
            tail = LastOutputs.Count(shape.Channels, shape.Filters, S.Width);
            if (tail > 0)
            {
                TailOutputs<S, V>.Run(part, rows, input, weights, lastOutputs, bias, output, shape.Channels, shape.Filters, tail, floor, accumulate);
            }

            if (rows == 1)
            {
                RowProduct<S, V>.Run(part, input, weights, bias, output, shape.Channels, shape.Filters, floor, accumulate, tail);
                return;
            }
        }

        ConvolutionData data = ForwardData(input, weights, bias, output, shape, floor, accumulate);
        data.Tail = tail;
        ConvolutionAxis y = ConvolutionAxis.Forward(shape.Height, shape.OutputHeight, shape.KernelHeight, shape.StrideY, shape.PadTop, shape.DilationY);
        ConvolutionAxis x = ConvolutionAxis.Forward(shape.Width, shape.OutputWidth, shape.KernelWidth, shape.StrideX, shape.PadLeft, shape.DilationX);
        fixed (float* scratch = part.Scratch)
        {
            data.Scratch = scratch;
            data.ScratchLength = part.Scratch.Length;
            Share share = new(part, ref data, count, shape.OutputHeight, RowLength(shape, (shape.StrideY * data.SourceRow) + data.ResultRow), grain: Grain(shape));
            while (share.Next(out int n0, out int n1, out int y0, out int y1))
            {
                StripConvolution<S, V>.Run(data, y, x, n0, n1, y0, y1);
            }
        }
    }

    /// <summary>What a forward pass reads and writes.</summary>
    public static ConvolutionData ForwardData(float* input, float* weights, float* bias, float* output, in Conv2DShape shape, float floor, bool accumulate)
    {
        bool depthwise = shape.IsDepthwise;
        int channels = depthwise ? 1 : shape.Channels / shape.Groups;
        return new()
        {
            Source = input,
            SourceSample = shape.InputLength,
            SourceRow = (nint)shape.Width * shape.Channels,
            SourcePixel = shape.Channels,
            Result = output,
            ResultSample = shape.OutputLength,
            ResultRow = (nint)shape.OutputWidth * shape.Filters,
            ResultPixel = shape.Filters,
            Weights = weights,
            Inner = shape.KernelHeight * shape.KernelWidth * channels,
            WeightStepX = channels,
            WeightStepY = shape.KernelWidth * channels,
            Bias = bias,
            Floor = floor,
            Accumulate = accumulate,
            Groups = depthwise ? 1 : shape.Groups,
            SourceChannels = channels,
            ResultChannels = depthwise ? shape.Filters : shape.Filters / shape.Groups,
            Depthwise = depthwise,
        };
    }

    /// <summary>
    /// The forward pass with the maxima of windows that tile its output. A band of whole windows at a time goes to scratch
    /// memory, its pixels whole vectors apart, and from there to the result; <paramref name="winners"/> takes the numbers of
    /// the taps that won, where it is not null.
    /// </summary>
    public static void ForwardPooled(in Part part, int count, float* input, float* weights, float* bias, float* output, float* winners, in Conv2DShape shape, in Pool2DShape pool, float floor)
    {
        ConvolutionData data = ForwardData(input, weights, bias, output, shape, floor, accumulate: false);
        ConvolutionAxis y = ConvolutionAxis.Forward(shape.Height, shape.OutputHeight, shape.KernelHeight, shape.StrideY, shape.PadTop, shape.DilationY);
        ConvolutionAxis x = ConvolutionAxis.Forward(shape.Width, pool.OutputWidth * pool.KernelWidth, shape.KernelWidth, shape.StrideX, shape.PadLeft, shape.DilationX);
        data.ResultPixel = (shape.Filters + S.Width - 1) / S.Width * S.Width;
        data.ResultRow = x.Positions * data.ResultPixel;
        data.FillsPixels = true;
        fixed (float* scratch = part.Scratch)
        {
            Share share = new(part, ref data, count, pool.OutputHeight, pool.KernelHeight * data.ResultRow, PooledBand.Length);
            int first = data.ColumnFirst * 2 * S.Width, last = Math.Min(data.ColumnEnd * 2 * S.Width, shape.Filters);
            while (share.Next(out int n0, out int n1, out int y0, out int y1))
            {
                int top = y0 * pool.KernelHeight, bottom = y1 * pool.KernelHeight;
                data.ResultSample = (bottom - top) * data.ResultRow;
                data.Result = scratch - (n0 * data.ResultSample) - (top * data.ResultRow);
                StripConvolution<S, V>.Run(data, y, x, n0, n1, top, bottom);
                for (int n = n0; n < n1; n++)
                {
                    float* band = scratch + ((n - n0) * data.ResultSample);
                    nint place = ((nint)n * pool.OutputLength) + ((nint)y0 * pool.OutputWidth * pool.Channels);
                    PooledBand.Run<S, V>(band, data.ResultRow, data.ResultPixel, output + place, winners == null ? null : winners + place, y1 - y0, first, last, pool);
                }
            }
        }
    }

    /// <summary>A bias and a floor make it the forward pass of a transposed convolution.</summary>
    public static void BackwardInput(in Part part, int count, float* dOutput, float* weights, float* bias, float* dInput, in Conv2DShape shape, float floor, bool accumulate)
    {
        bool depthwise = shape.IsDepthwise;
        int channels = depthwise ? 1 : shape.Filters / shape.Groups;
        ConvolutionData data = new()
        {
            Source = dOutput,
            SourceSample = shape.OutputLength,
            SourceRow = (nint)shape.OutputWidth * shape.Filters,
            SourcePixel = shape.Filters,
            Result = dInput,
            ResultSample = shape.InputLength,
            ResultRow = (nint)shape.Width * shape.Channels,
            ResultPixel = shape.Channels,
            Weights = weights,
            Inner = shape.KernelHeight * shape.KernelWidth * channels,
            WeightStepX = channels,
            WeightStepY = shape.KernelWidth,
            Bias = bias,
            Floor = floor,
            Accumulate = accumulate,
            Groups = depthwise ? 1 : shape.Groups,
            SourceChannels = channels,
            ResultChannels = depthwise ? shape.Channels : shape.Channels / shape.Groups,
            Depthwise = depthwise,
        };

        if (shape.IsPointwise && count * shape.Height * shape.Width == 1)
        {
            RowProduct<S, V>.Run(part, dOutput, weights, bias, dInput, shape.Filters, shape.Channels, floor, accumulate);
            return;
        }

        fixed (float* scratch = part.Scratch)
        {
            data.Scratch = scratch;
            data.ScratchLength = part.Scratch.Length;
            Share share = new(part, ref data, count, shape.Height, RowLength(shape, data.ResultRow + (data.SourceRow / shape.StrideY)), grain: Grain(shape));
            while (share.Next(out int n0, out int n1, out int y0, out int y1))
            {
                Phases(ref data, shape, n0, n1, y0, y1);
            }
        }
    }

    /// <summary>The gradient of a block of the input, phase by phase of the stride.</summary>
    private static void Phases(ref ConvolutionData data, in Conv2DShape shape, int n0, int n1, int y0, int y1)
    {
        data.WeightFirst = 0;
        for (int phaseY = 0; phaseY < shape.StrideY; phaseY++)
        {
            ConvolutionAxis y = ConvolutionAxis.Backward(shape.Height, shape.OutputHeight, shape.KernelHeight, shape.StrideY, shape.PadTop, shape.DilationY, phaseY);
            for (int phaseX = 0; phaseX < shape.StrideX; phaseX++)
            {
                ConvolutionAxis x = ConvolutionAxis.Backward(shape.Width, shape.OutputWidth, shape.KernelWidth, shape.StrideX, shape.PadLeft, shape.DilationX, phaseX);
                if (data.Depthwise)
                {
                    StripConvolution<S, V>.Run(data, y, x, n0, n1, y.PositionFrom(y0), y.PositionFrom(y1));
                    continue;
                }

                data.WeightStepY = x.Taps * data.SourceChannels;
                StripConvolution<S, V>.Run(data, y.InTapOrder(), x.InTapOrder(), n0, n1, y.PositionFrom(y0), y.PositionFrom(y1));
                data.WeightFirst += y.Taps * x.Taps * data.SourceChannels;
            }
        }
    }

    /// <summary>Floats that a row of results keeps busy; those of a dense layer are read a piece at a time, and may fill more of the cache.</summary>
    private static nint RowLength(in Conv2DShape shape, nint length) =>
        shape.IsPointwise ? Math.Min(length, Reduction.Block * 3 / 4) : length;

    /// <summary>Rows of results that are computed at a time.</summary>
    private static int Grain(in Conv2DShape shape) => shape.IsPointwise && shape.Width == 1 ? TileRows<S, V>.MaxHeight(2) : 1;

    /// <summary>A worker's share of the rows of all samples, block by block; where rows are few, its share of the columns.</summary>
    private struct Share
    {
        private readonly int _rows, _end, _blockSamples, _blockRows;
        private int _next;

        public Share(in Part part, ref ConvolutionData data, int count, int rows, nint rowLength, int blockLength = BlockLength, int grain = 1)
        {
            _rows = rows;
            int columns = data.Groups * Column.Count(data.ResultChannels - data.Tail, S.Width);
            long total = (long)count * rows;
            (data.ColumnFirst, data.ColumnEnd) = (0, columns);
            if (total < 4L * part.Count && columns > 1)
            {
                (data.ColumnFirst, data.ColumnEnd) = part.Range(columns);
                _end = data.ColumnFirst < data.ColumnEnd ? (int)total : 0;
            }
            else if (count >= 2 * part.Count)
            {
                (int first, int end) = part.Range(count);
                (_next, _end) = (first * rows, end * rows);
            }
            else
            {
                (_next, _end) = part.Range((int)total);
            }

            long rowsInBlock = Math.Max(1, blockLength / rowLength), own = Math.Min(rows, _end - _next);
            if (own > rowsInBlock)
            {
                // Nearly equal blocks; those of a dense layer of whole tiles.
                long blocks = (own + rowsInBlock - 1) / rowsInBlock;
                rowsInBlock = ((own + blocks - 1) / blocks + grain - 1) / grain * grain;
            }

            _blockRows = (int)Math.Min(rows, rowsInBlock);
            _blockSamples = (int)Math.Max(1, rowsInBlock / rows);
        }

        /// <summary>The next block: some samples as a whole, or some rows of one.</summary>
        public bool Next(out int n0, out int n1, out int y0, out int y1)
        {
            n0 = _next / _rows;
            y0 = _next - (n0 * _rows);
            if (y0 == 0 && _end - _next >= _rows && _blockRows == _rows)
            {
                n1 = Math.Min(n0 + _blockSamples, _end / _rows);
                y1 = _rows;
                bool more = _next < _end;
                _next = n1 * _rows;
                return more;
            }

            n1 = n0 + 1;
            y1 = Math.Min(Math.Min(_rows, y0 + _blockRows), y0 + _end - _next);
            bool any = _next < _end;
            _next += y1 - y0;
            return any;
        }
    }
}
