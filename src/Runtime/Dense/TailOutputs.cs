using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Convolution;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// The last few outputs of a dense layer, which would leave most lanes of a vector idle: 50 outputs are 48 and 2. Their
/// lanes run over the inputs instead: lane i sums the inputs i, i + Width, i + 2·Width, …, and the lanes are added at the
/// end. A sample's bits do not depend on how many come with it.
/// </summary>
internal static unsafe class TailOutputs<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    // Fewer rows would be spent on copying the weights.
    private const int FewestRows = 6;

    // Floats of the input that are worked on at a time, so that they stay in the second cache from one output to the next.
    private const int BlockLength = 32 * 1024;

    /// <summary>Computes the last <paramref name="tail"/> outputs of this worker's rows; <paramref name="packed"/> is null or what <see cref="Pack"/> made of them.</summary>
    public static void Run(in Part part, int rows, float* input, float* weights, float* packed, float* bias, float* result, int inputs, int outputs, int tail, float floor, bool accumulate)
    {
        (int first, int end) = part.Range(rows);
        int output = outputs - tail, panel = Panels.Width(outputs);
        weights += ((nint)(output / panel) * inputs * panel) + (output % panel);
        bias = bias == null ? null : bias + output;
        input += (nint)first * inputs;
        result += ((nint)first * outputs) + output;
        if (end - first < FewestRows)
        {
            for (; first < end; first++, input += inputs, result += outputs)
            {
                if (packed == null)
                {
                    Row(input, weights, panel, bias, result, inputs, tail, floor, accumulate);
                }
                else
                {
                    PackedRow(input, packed, bias, result, inputs, tail, floor, accumulate);
                }
            }

            return;
        }

        fixed (float* scratch = part.Scratch)
        {
            if (packed == null)
            {
                Debug.Assert((tail + 1) / 2 * PackedLength(inputs, 2) <= part.Scratch.Length, "The weights fit in the scratch memory.");
                Pack(weights, panel, inputs, tail, scratch);
                packed = scratch;
            }

            int block = Math.Max(TileRows<S, V>.MaxHeight(2), BlockLength / inputs);
            for (; first < end; first += block, input += (nint)block * inputs, result += (nint)block * outputs)
            {
                // Two outputs at a time, since that is how many vectors of B a tile has.
                float* pair = packed;
                for (int i = 0; i < tail; i += 2)
                {
                    int vectors = Math.Min(2, tail - i);
                    Pair(Math.Min(block, end - first), input, pair, bias == null ? null : bias + i, result + i, inputs, outputs, vectors, floor, accumulate);
                    pair += PackedLength(inputs, vectors);
                }
            }
        }
    }

    /// <summary>One or two outputs of some rows, with weights that <see cref="Pack"/> packed.</summary>
    private static void Pair(int rows, float* input, float* packed, float* bias, float* result, int inputs, int outputs, int vectors, float floor, bool accumulate)
    {
        Tile tile = default;
        tile.A = input;
        tile.ARow = inputs;
        tile.AStep = S.Width;
        tile.B = packed;
        tile.BStep = vectors * S.Width;
        tile.Count = inputs / S.Width;
        tile.MiddleCount = tile.OuterCount = 1;
        tile.Last = inputs % S.Width;
        tile.C = result;
        tile.CRow = tile.AddendRow = outputs;
        tile.Addend = accumulate ? tile.C : null;
        tile.LaneBias = bias;
        tile.Floor = floor;
        TileRows<S, V>.RunDots(&tile, rows, vectors);
    }

    /// <summary>One or two outputs of one row, with weights that <see cref="Pack"/> packed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackedPair(float* input, float* packed, float* bias, float* result, int inputs, int vectors, float floor, bool accumulate)
    {
        V s0 = S.Zero, s1 = S.Zero;
        int last = inputs % S.Width;
        float* end = input + (inputs - last);
        if (vectors > 1)
        {
            for (; input < end; input += S.Width, packed += 2 * S.Width)
            {
                V x = *(V*)input;
                s0 = S.MultiplyAdd(x, *(V*)packed, s0);
                s1 = S.MultiplyAdd(x, *(V*)(packed + S.Width), s1);
            }
        }
        else
        {
            for (; input < end; input += S.Width, packed += S.Width)
            {
                s0 = S.MultiplyAdd(*(V*)input, *(V*)packed, s0);
            }
        }

        if (last > 0)
        {
            V x = S.LoadMasked(input, S.FirstLanes(last));
            s0 = S.MultiplyAdd(x, *(V*)packed, s0);
            s1 = vectors > 1 ? S.MultiplyAdd(x, *(V*)(packed + S.Width), s1) : s1;
        }

        result[0] = Finish(S.Sum(s0), bias == null ? 0 : bias[0], accumulate ? result[0] : null, floor);
        if (vectors > 1)
        {
            result[1] = Finish(S.Sum(s1), bias == null ? 0 : bias[1], accumulate ? result[1] : null, floor);
        }
    }

    /// <summary>All of the last outputs of one row, with weights that <see cref="Pack"/> packed.</summary>
    public static void PackedRow(float* input, float* packed, float* bias, float* result, int inputs, int tail, float floor, bool accumulate)
    {
        for (int i = 0; i < tail; i += 2)
        {
            int pair = Math.Min(2, tail - i);
            PackedPair(input, packed, bias == null ? null : bias + i, result + i, inputs, pair, floor, accumulate);
            packed += PackedLength(inputs, pair);
        }
    }

    /// <summary>Packs the last outputs, two by two. <paramref name="weights"/> is the first of them.</summary>
    public static void Pack(float* weights, int panel, int inputs, int tail, float* packed)
    {
        for (int i = 0; i < tail; i += 2)
        {
            int pair = Math.Min(2, tail - i);
            PackPair(weights + i, panel, inputs, pair, packed);
            packed += PackedLength(inputs, pair);
        }
    }

    /// <summary>Floats of <paramref name="vectors"/> packed outputs.</summary>
    public static int PackedLength(int inputs, int vectors) => (inputs + S.Width - 1) / S.Width * S.Width * vectors;

    /// <summary>The weights of one or two outputs, a vector of inputs of each by turns; the last vector is filled up with zeros.</summary>
    private static void PackPair(float* weights, int panel, int inputs, int vectors, float* packed)
    {
        int steps = (inputs + S.Width - 1) / S.Width;
        new Span<float>(packed + ((steps - 1) * vectors * S.Width), vectors * S.Width).Clear();
        for (int step = 0; step < steps; step++, packed += vectors * S.Width)
        {
            int lanes = Math.Min(S.Width, inputs - (step * S.Width));
            for (int lane = 0; lane < lanes; lane++, weights += panel)
            {
                packed[lane] = weights[0];
                if (vectors > 1)
                {
                    packed[S.Width + lane] = weights[1];
                }
            }
        }
    }

    /// <summary>The same sums for one row, with the weights as they lie: what was a lane is a vector of outputs here.</summary>
    [SkipLocalsInit]
    private static void Row(float* input, float* weights, int panel, float* bias, float* result, int inputs, int tail, float floor, bool accumulate)
    {
        float* lanes = stackalloc float[16 * 16];
        int group = Math.Min(8, S.Width);
        for (int i = 0; i < S.Width; i += group)
        {
            V s0 = S.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            float* w = weights + (i * panel), to = lanes + (i * S.Width);
            int k = i;
            for (; k + group <= inputs; k += S.Width, w += S.Width * panel)
            {
                s0 = S.MultiplyAdd(S.Broadcast(input[k]), S.Load(w), s0);
                s1 = S.MultiplyAdd(S.Broadcast(input[k + 1]), S.Load(w + panel), s1);
                s2 = S.MultiplyAdd(S.Broadcast(input[k + 2]), S.Load(w + (2 * panel)), s2);
                s3 = S.MultiplyAdd(S.Broadcast(input[k + 3]), S.Load(w + (3 * panel)), s3);
                if (S.Width > 4)
                {
                    s4 = S.MultiplyAdd(S.Broadcast(input[k + 4]), S.Load(w + (4 * panel)), s4);
                    s5 = S.MultiplyAdd(S.Broadcast(input[k + 5]), S.Load(w + (5 * panel)), s5);
                    s6 = S.MultiplyAdd(S.Broadcast(input[k + 6]), S.Load(w + (6 * panel)), s6);
                    s7 = S.MultiplyAdd(S.Broadcast(input[k + 7]), S.Load(w + (7 * panel)), s7);
                }
            }

            S.Store(to, s0);
            S.Store(to + S.Width, s1);
            S.Store(to + (2 * S.Width), s2);
            S.Store(to + (3 * S.Width), s3);
            if (S.Width > 4)
            {
                S.Store(to + (4 * S.Width), s4);
                S.Store(to + (5 * S.Width), s5);
                S.Store(to + (6 * S.Width), s6);
                S.Store(to + (7 * S.Width), s7);
            }

            for (int end = Math.Min(k + group, inputs); k < end; k++, w += panel, to += S.Width)
            {
                S.Store(to, S.MultiplyAdd(S.Broadcast(input[k]), S.Load(w), S.Load(to)));
            }
        }

        // The order in which S.Sum adds lanes.
        for (int half = S.Width / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                S.Store(lanes + (i * S.Width), S.Add(S.Load(lanes + (i * S.Width)), S.Load(lanes + ((i + half) * S.Width))));
            }
        }

        for (int i = 0; i < tail; i++)
        {
            result[i] = Finish(lanes[i], bias == null ? 0 : bias[i], accumulate ? result[i] : null, floor);
        }
    }

    /// <summary>The sum with what is added to it, not below the floor; NaN passes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Finish(float sum, float bias, float? addend, float floor)
    {
        sum += bias;
        sum = addend is { } more ? sum + more : sum;
        return sum < floor ? floor : sum;
    }
}
