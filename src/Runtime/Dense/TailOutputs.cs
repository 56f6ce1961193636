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
    // Fewer inputs would be spent on adding up the lanes, fewer rows on copying the weights. More inputs would not stay in the
    // second cache from one output to the next.
    private const int FewestInputs = 64, MostInputs = 2048, FewestRows = 6;

    /// <summary>How many of the outputs are taken so: at most half a vector; else 0.</summary>
    public static int Count(int inputs, int outputs)
    {
        int tail = outputs % S.Width;
        return tail <= S.Width / 2 && inputs is >= FewestInputs and <= MostInputs ? tail : 0;
    }

    /// <summary>Computes the last <paramref name="tail"/> outputs of this worker's rows.</summary>
    public static void Run(in Part part, int rows, float* input, float* weights, float* bias, float* result, int inputs, int outputs, int tail, float floor, bool accumulate)
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
                Row(input, weights, panel, bias, result, inputs, tail, floor, accumulate);
            }

            return;
        }

        fixed (float* scratch = part.Scratch)
        {
            // Two outputs at a time, since that is how many vectors of B a tile has.
            for (int i = 0; i < tail; i += 2)
            {
                int vectors = Math.Min(2, tail - i);
                Pack(weights + i, panel, inputs, vectors, scratch);
                Pair(end - first, input, scratch, bias == null ? null : bias + i, result + i, inputs, outputs, vectors, floor, accumulate);
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
    public static void PackedRow(float* input, float* packed, float* bias, float* result, int inputs, int vectors, float floor)
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

        result[0] = Finish(S.Sum(s0), bias == null ? 0 : bias[0], null, floor);
        if (vectors > 1)
        {
            result[1] = Finish(S.Sum(s1), bias == null ? 0 : bias[1], null, floor);
        }
    }

    /// <summary>Floats of <paramref name="vectors"/> packed outputs.</summary>
    public static int PackedLength(int inputs, int vectors) => (inputs + S.Width - 1) / S.Width * S.Width * vectors;

    /// <summary>The weights of one or two outputs, a vector of inputs of each by turns; the last vector is filled up with zeros.</summary>
    public static void Pack(float* weights, int panel, int inputs, int vectors, float* packed)
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
        for (int i = 0; i < S.Width; i += 4)
        {
            V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero;
            float* w = weights + (i * panel);
            int k = i;
            for (; k + 4 <= inputs; k += S.Width, w += S.Width * panel)
            {
                s0 = S.MultiplyAdd(S.Broadcast(input[k]), S.Load(w), s0);
                s1 = S.MultiplyAdd(S.Broadcast(input[k + 1]), S.Load(w + panel), s1);
                s2 = S.MultiplyAdd(S.Broadcast(input[k + 2]), S.Load(w + (2 * panel)), s2);
                s3 = S.MultiplyAdd(S.Broadcast(input[k + 3]), S.Load(w + (3 * panel)), s3);
            }

            s0 = k < inputs ? S.MultiplyAdd(S.Broadcast(input[k]), S.Load(w), s0) : s0;
            s1 = k + 1 < inputs ? S.MultiplyAdd(S.Broadcast(input[k + 1]), S.Load(w + panel), s1) : s1;
            s2 = k + 2 < inputs ? S.MultiplyAdd(S.Broadcast(input[k + 2]), S.Load(w + (2 * panel)), s2) : s2;
            S.Store(lanes + (i * S.Width), s0);
            S.Store(lanes + ((i + 1) * S.Width), s1);
            S.Store(lanes + ((i + 2) * S.Width), s2);
            S.Store(lanes + ((i + 3) * S.Width), s3);
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
