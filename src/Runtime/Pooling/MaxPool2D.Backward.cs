using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>
/// Backward. A first pass over a window finds the winner's number lane by lane, a second hands the gradient to the tap
/// that bears it.
/// </content>
public static unsafe partial class MaxPool2D
{
    /// <summary>Channels of a sample that a worker takes at a time where windows overlap: whole cache lines.</summary>
    private const int ChannelBlock = 64;

    private static int ChannelBlocks(in Pool2DShape shape) => (shape.Channels + ChannelBlock - 1) / ChannelBlock;

    // The number of a tap is a float that is one unit in the last place above the one before: 2^30 of them differ.
    private const ulong NextTap = 0x0000_0001_0000_0001;

    /// <summary>Lets a tap challenge the best so far: it wins if it is greater or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Challenge<S, V>(V value, V tap, ref V best, ref V winner)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V wins = S.Or(S.GreaterThan(value, best), S.IsNaN(value));
        best = S.Select(wins, value, best);
        winner = S.Select(wins, tap, winner);
    }

    /// <summary>The number of the winning tap, in the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Winner<S, V>(float* input, int rows, int columns, int rowStep, int channels, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V best = S.Broadcast(float.NegativeInfinity);
        V tap = S.Broadcast(1f);
        V winner = tap;
        for (int y = 0; y < rows; y++, input += rowStep)
        {
            float* pixel = input;
            for (int x = 0; x < columns; x++, pixel += channels)
            {
                V value = lanes == S.Width ? S.Load(pixel) : S.LoadFirst(pixel, lanes);
                Challenge<S, V>(value, tap, ref best, ref winner);
                tap = S.AddInteger(tap, S.BroadcastInteger(NextTap));
            }
        }

        return winner;
    }

    /// <summary>Hands the gradient of one output to the winner among the taps of its window, zero to the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reward<S, V, TDestination>(V winner, V gradient, float* dInput, int rows, int columns, int rowStep, int channels, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct
        where TDestination : struct, IDestination
    {
        V tap = S.Broadcast(1f);
        for (int y = 0; y < rows; y++, dInput += rowStep)
        {
            float* pixel = dInput;
            for (int x = 0; x < columns; x++, pixel += channels)
            {
                V share = S.And(S.Equals(winner, tap), gradient);
                if (lanes == S.Width)
                {
                    TDestination.Store<S, V>(pixel, share);
                }
                else
                {
                    TDestination.StoreFirst<S, V>(pixel, share, lanes);
                }

                tap = S.AddInteger(tap, S.BroadcastInteger(NextTap));
            }
        }
    }

    /// <summary>Windows that meet edge to edge: every input belongs to one window at most, so rows of output are independent.</summary>
    private readonly struct TilingBackwardKernel<TDestination>(float* input, float* dOutput, float* dInput, int start, int end, Pool2DShape shape) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            int rows = shape.KernelHeight;
            int columns = shape.KernelWidth;
            int rowStep = shape.Width * channels;
            for (int row = start; row < end; row++)
            {
                int y = row % shape.OutputHeight;
                long offset = ((long)(row / shape.OutputHeight) * shape.InputLength) + ((long)y * rows * rowStep);
                float* from = input + offset;
                float* to = dInput + offset;
                float* dy = dOutput + ((long)row * shape.OutputWidth * channels);
                ClearUnread(to, y);
                for (int x = 0; x < shape.OutputWidth; x++)
                {
                    if (rows == 2 && columns == 2)
                    {
                        TwoByTwo<S, V>(from, dy, to, rowStep, channels);
                    }
                    else
                    {
                        Window<S, V>(from, dy, to, rows, columns, rowStep, channels);
                    }

                    from += columns * channels;
                    to += columns * channels;
                    dy += channels;
                }
            }
        }

        /// <summary>The columns and rows at the far ends that no window reads have no gradient.</summary>
        private void ClearUnread(float* dInput, int y)
        {
            if (typeof(TDestination) != typeof(Overwrite))
            {
                return;
            }

            int rowStep = shape.Width * shape.Channels;
            int read = shape.OutputWidth * shape.KernelWidth * shape.Channels;
            for (int i = 0; i < shape.KernelHeight && read < rowStep; i++)
            {
                new Span<float>(dInput + ((long)i * rowStep) + read, rowStep - read).Clear();
            }

            if (y == shape.OutputHeight - 1)
            {
                int rest = shape.Height - (shape.OutputHeight * shape.KernelHeight);
                new Span<float>(dInput + ((long)shape.KernelHeight * rowStep), rest * rowStep).Clear();
            }
        }

        private static void Window<S, V>(float* input, float* dOutput, float* dInput, int rows, int columns, int rowStep, int channels)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int c = 0;
            for (; c <= channels - S.Width; c += S.Width)
            {
                V winner = Winner<S, V>(input + c, rows, columns, rowStep, channels, S.Width);
                Reward<S, V, TDestination>(winner, S.Load(dOutput + c), dInput + c, rows, columns, rowStep, channels, S.Width);
            }

            if (c < channels)
            {
                int lanes = channels - c;
                V winner = Winner<S, V>(input + c, rows, columns, rowStep, channels, lanes);
                Reward<S, V, TDestination>(winner, S.LoadFirst(dOutput + c, lanes), dInput + c, rows, columns, rowStep, channels, lanes);
            }
        }

        private static void TwoByTwo<S, V>(float* input, float* dOutput, float* dInput, int rowStep, int channels)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int c = 0;
            for (; c <= channels - S.Width; c += S.Width)
            {
                float* x = input + c;
                float* dx = dInput + c;
                V winner = WinnerOfFour<S, V>(S.Load(x), S.Load(x + channels), S.Load(x + rowStep), S.Load(x + rowStep + channels));
                V gradient = S.Load(dOutput + c);
                TDestination.Store<S, V>(dx, S.And(S.Equals(winner, S.Zero), gradient));
                TDestination.Store<S, V>(dx + channels, S.And(S.Equals(winner, S.Broadcast(1f)), gradient));
                TDestination.Store<S, V>(dx + rowStep, S.And(S.Equals(winner, S.Broadcast(2f)), gradient));
                TDestination.Store<S, V>(dx + rowStep + channels, S.And(S.Equals(winner, S.Broadcast(3f)), gradient));
            }

            if (c < channels)
            {
                int lanes = channels - c;
                float* x = input + c;
                float* dx = dInput + c;
                V winner = WinnerOfFour<S, V>(S.LoadFirst(x, lanes), S.LoadFirst(x + channels, lanes), S.LoadFirst(x + rowStep, lanes), S.LoadFirst(x + rowStep + channels, lanes));
                V gradient = S.LoadFirst(dOutput + c, lanes);
                TDestination.StoreFirst<S, V>(dx, S.And(S.Equals(winner, S.Zero), gradient), lanes);
                TDestination.StoreFirst<S, V>(dx + channels, S.And(S.Equals(winner, S.Broadcast(1f)), gradient), lanes);
                TDestination.StoreFirst<S, V>(dx + rowStep, S.And(S.Equals(winner, S.Broadcast(2f)), gradient), lanes);
                TDestination.StoreFirst<S, V>(dx + rowStep + channels, S.And(S.Equals(winner, S.Broadcast(3f)), gradient), lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V WinnerOfFour<S, V>(V first, V second, V third, V fourth)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V best = first;
            V winner = S.Zero;
            Challenge<S, V>(second, S.Broadcast(1f), ref best, ref winner);
            Challenge<S, V>(third, S.Broadcast(2f), ref best, ref winner);
            Challenge<S, V>(fourth, S.Broadcast(3f), ref best, ref winner);
            return winner;
        }
    }

    /// <summary>Any windows: the gradients of a block of channels of a sample are summed in the order of the windows.</summary>
    private readonly struct OverlappingBackwardKernel(float* input, float* dOutput, float* dInput, int start, int end, Pool2DShape shape, bool accumulate) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int blocks = ChannelBlocks(shape);
            for (int item = start; item < end; item++)
            {
                int first = item % blocks * ChannelBlock;
                int width = Math.Min(ChannelBlock, shape.Channels - first);
                long sample = item / blocks;
                float* from = input + (sample * shape.InputLength) + first;
                float* dy = dOutput + (sample * shape.OutputLength) + first;
                float* to = dInput + (sample * shape.InputLength) + first;
                if (!accumulate)
                {
                    Clear(to, width);
                }

                for (int y = 0; y < shape.OutputHeight; y++)
                {
                    for (int x = 0; x < shape.OutputWidth; x++, dy += shape.Channels)
                    {
                        Window<S, V>(from, dy, to, y, x, width);
                    }
                }
            }
        }

        private void Clear(float* dInput, int width)
        {
            if (width == shape.Channels)
            {
                new Span<float>(dInput, shape.InputLength).Clear();
                return;
            }

            for (int pixel = 0; pixel < shape.Height * shape.Width; pixel++)
            {
                new Span<float>(dInput + ((long)pixel * shape.Channels), width).Clear();
            }
        }

        private void Window<S, V>(float* input, float* dOutput, float* dInput, int y, int x, int width)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            (int top, int bottom) = shape.Rows(y);
            (int left, int right) = shape.Columns(x);
            int channels = shape.Channels;
            int rowStep = shape.Width * channels;
            long offset = ((long)top * rowStep) + ((long)left * channels);
            int rows = bottom - top;
            int columns = right - left;
            int c = 0;
            for (; c <= width - S.Width; c += S.Width)
            {
                V winner = Winner<S, V>(input + offset + c, rows, columns, rowStep, channels, S.Width);
                Reward<S, V, Accumulate>(winner, S.Load(dOutput + c), dInput + offset + c, rows, columns, rowStep, channels, S.Width);
            }

            if (c < width)
            {
                int lanes = width - c;
                V winner = Winner<S, V>(input + offset + c, rows, columns, rowStep, channels, lanes);
                Reward<S, V, Accumulate>(winner, S.LoadFirst(dOutput + c, lanes), dInput + offset + c, rows, columns, rowStep, channels, lanes);
            }
        }
    }
}
