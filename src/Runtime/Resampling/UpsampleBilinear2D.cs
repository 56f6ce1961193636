using System.Diagnostics;
using Espalier.Resampling;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Larger images by bilinear interpolation: every output is the weighted mean of the four inputs around its place. Rows are
/// mixed first, in one stretch whatever the channels are, then the columns of what came of it; backward likewise.
/// </summary>
public static unsafe class UpsampleBilinear2D
{
    // What the scratch memory of a worker holds: where each output column of a piece lies, and a mixed row.
    private const int MostColumns = 2048, MostChannels = 4096, RowLength = Part.ScratchLength - (2 * MostColumns) - 64;

    /// <summary>Interpolates.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (height·ScaleY, width·ScaleX, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="alignCorners">Whether the centres of the corner pixels lie on each other, rather than their corners.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in Upsample2DShape shape, bool alignCorners)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.OutputHeight);
        fixed (float* x = input)
        fixed (float* y = output)
        fixed (float* scratch = part.Scratch)
        {
            VectorWidth.Run(new ForwardKernel(x, y, scratch, start, end, shape, alignCorners));
        }
    }

    /// <summary>Every input gathers from the outputs that read it.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count images of (height·ScaleY, width·ScaleX, channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="alignCorners">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in Upsample2DShape shape, bool alignCorners, bool accumulate = false)
    {
        Debug.Assert(dInput.Length >= count * shape.InputLength && dOutput.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.Height);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        fixed (float* scratch = part.Scratch)
        {
            VectorWidth.Run(new BackwardKernel(dy, dx, scratch, start, end, shape, alignCorners, accumulate));
        }
    }

    /// <summary>Some columns of the output and some channels: what fits into the scratch memory.</summary>
    private readonly struct Piece
    {
        public readonly int Column, Columns, Channel, Channels;
        private readonly int* _firsts;
        private readonly float* _weights;

        public Piece(in Upsample2DShape shape, in BilinearAxis axis, float* scratch, int column, int channel)
        {
            (Column, Channel) = (column, channel);
            Channels = Math.Min(MostChannels, shape.Channels - channel);
            Columns = Math.Min(Math.Clamp((RowLength / Channels) - 2, 1, MostColumns), shape.OutputWidth - column);
            _firsts = (int*)scratch;
            _weights = scratch + MostColumns;
            Row = _weights + MostColumns;
            for (int x = 0; x < Columns; x++)
            {
                (_firsts[x], _, _weights[x]) = axis.At(column + x);
            }
        }

        /// <summary>A mixed row.</summary>
        public float* Row { get; }

        /// <summary>The input column before each output column, and the weight of the one after it.</summary>
        public int First(int x) => _firsts[x];

        public float Weight(int x) => _weights[x];

        /// <summary>The next piece's column and channel; false where there is none.</summary>
        public bool Next(in Upsample2DShape shape, out int column, out int channel)
        {
            column = Column + Columns;
            channel = Channel;
            if (column == shape.OutputWidth)
            {
                (column, channel) = (0, Channel + Channels);
            }

            return channel < shape.Channels;
        }
    }

    /// <summary><c>row = source · share</c>, or added to it: pixels that lie <paramref name="step"/> apart, their first channels.</summary>
    private static void Mix<S, V>(float* source, int step, int pixels, int channels, float share, float* row, bool add)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V factor = S.Broadcast(share);
        int length = step == channels ? pixels * channels : channels, pieces = step == channels ? 1 : pixels;
        for (; pieces > 0; pieces--, source += step, row += channels)
        {
            int i = 0;
            for (; i <= length - S.Width; i += S.Width)
            {
                S.Store(row + i, S.MultiplyAdd(S.Load(source + i), factor, add ? S.Load(row + i) : S.Zero));
            }

            if (i < length)
            {
                S.StoreFirst(row + i, S.MultiplyAdd(S.LoadFirst(source + i, length - i), factor, add ? S.LoadFirst(row + i, length - i) : S.Zero), length - i);
            }
        }
    }

    private readonly struct ForwardKernel(float* input, float* output, float* scratch, int start, int end, Upsample2DShape shape, bool alignCorners) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            BilinearAxis vertical = new(shape.Height, shape.ScaleY, alignCorners), horizontal = new(shape.Width, shape.ScaleX, alignCorners);
            int column = 0, channel = 0;
            Piece piece;
            do
            {
                piece = new Piece(shape, horizontal, scratch, column, channel);
                int first = piece.First(0), pixels = Math.Min(piece.First(piece.Columns - 1) + 2, shape.Width) - first;
                for (int row = start; row < end; row++)
                {
                    (int top, int bottom, float weight) = vertical.At(row % shape.OutputHeight);
                    float* image = input + ((long)(row / shape.OutputHeight) * shape.InputLength) + ((long)first * shape.Channels) + channel;
                    Mix<S, V>(image + ((long)top * shape.Width * shape.Channels), shape.Channels, pixels, piece.Channels, 1 - weight, piece.Row, add: false);
                    Mix<S, V>(image + ((long)bottom * shape.Width * shape.Channels), shape.Channels, pixels, piece.Channels, weight, piece.Row, add: true);
                    Columns<S, V>(piece, pixels - 1, output + ((((long)row * shape.OutputWidth) + column) * shape.Channels) + channel);
                }
            }
            while (piece.Next(shape, out column, out channel));
        }

        private void Columns<S, V>(in Piece piece, int last, float* output)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = piece.Channels, step = shape.Channels;
            int rounded = (channels + S.Width - 1) / S.Width * S.Width;
            float* end = output + ((long)piece.Columns * step);
            for (int x = 0; x < piece.Columns; x++, output += step)
            {
                int first = piece.First(x) - piece.First(0);
                float* left = piece.Row + (first * channels);
                float* right = piece.Row + (Math.Min(first + 1, last) * channels);
                V after = S.Broadcast(piece.Weight(x)), before = S.Broadcast(1 - piece.Weight(x));

                // The last vector may run over into pixels of the row that are still to be written.
                int limit = channels == step && output + rounded <= end ? rounded : channels;
                int c = 0;
                for (; c <= limit - S.Width; c += S.Width)
                {
                    S.Store(output + c, S.MultiplyAdd(S.Load(right + c), after, S.Multiply(S.Load(left + c), before)));
                }

                if (c < limit)
                {
                    S.StoreFirst(output + c, S.MultiplyAdd(S.Load(right + c), after, S.Multiply(S.Load(left + c), before)), limit - c);
                }
            }
        }
    }

    private readonly struct BackwardKernel(float* dOutput, float* dInput, float* scratch, int start, int end, Upsample2DShape shape, bool alignCorners, bool accumulate) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int rowStep = shape.Width * shape.Channels;
            if (!accumulate)
            {
                for (int row = start; row < end; row++)
                {
                    new Span<float>(dInput + ((long)row * rowStep), rowStep).Clear();
                }
            }

            BilinearAxis vertical = new(shape.Height, shape.ScaleY, alignCorners), horizontal = new(shape.Width, shape.ScaleX, alignCorners);
            int column = 0, channel = 0;
            Piece piece;
            do
            {
                piece = new Piece(shape, horizontal, scratch, column, channel);
                for (int row = start; row < end; row++)
                {
                    float* image = dOutput + ((long)(row / shape.Height) * shape.OutputLength) + ((long)column * shape.Channels) + channel;
                    Rows<S, V>(piece, image, vertical, row % shape.Height);
                    Columns<S, V>(piece, dInput + ((long)row * rowStep) + channel);
                }
            }
            while (piece.Next(shape, out column, out channel));
        }

        /// <summary>Mixes the rows of outputs that read a row of inputs.</summary>
        private void Rows<S, V>(in Piece piece, float* image, in BilinearAxis vertical, int input)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            (int top, int bottom) = vertical.Readers(input);
            bool add = false;
            for (int y = top; y < bottom; y++)
            {
                float share = vertical.Share(y, input);
                if (share != 0)
                {
                    Mix<S, V>(image + ((long)y * shape.OutputWidth * shape.Channels), shape.Channels, piece.Columns, piece.Channels, share, piece.Row, add);
                    add = true;
                }
            }
        }

        /// <summary>Hands the mixed row on: to each input, from the columns before it and from those behind it.</summary>
        private void Columns<S, V>(in Piece piece, float* dInput)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int from = 0, middle = 0;
            int lastInput = Math.Min(piece.First(piece.Columns - 1) + 1, shape.Width - 1);
            for (int input = piece.First(0); input <= lastInput; input++)
            {
                int to = middle;
                while (to < piece.Columns && piece.First(to) == input)
                {
                    to++;
                }

                Gather<S, V>(piece, from, middle, to, dInput + ((long)input * shape.Channels));
                (from, middle) = (middle, to);
            }
        }

        private static void Gather<S, V>(in Piece piece, int from, int middle, int to, float* dInput)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = piece.Channels;
            for (int c = 0; c < channels; c += S.Width)
            {
                V sum = S.Zero;
                float* pixel = piece.Row + (from * channels) + c;
                for (int x = from; x < middle; x++, pixel += channels)
                {
                    sum = S.MultiplyAdd(S.Load(pixel), S.Broadcast(piece.Weight(x)), sum);
                }

                for (int x = middle; x < to; x++, pixel += channels)
                {
                    sum = S.MultiplyAdd(S.Load(pixel), S.Broadcast(1 - piece.Weight(x)), sum);
                }

                int lanes = Math.Min(S.Width, channels - c);
                if (lanes == S.Width)
                {
                    Accumulate.Store<S, V>(dInput + c, sum);
                }
                else
                {
                    Accumulate.StoreFirst<S, V>(dInput + c, sum, lanes);
                }
            }
        }
    }
}
