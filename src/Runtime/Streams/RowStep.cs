using System.Runtime.CompilerServices;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Streams;

/// <summary>
/// A row times weights in panels, where time is short: eight sums at once. A panel of N vectors is one stretch of memory,
/// input by input, so that eight vectors in a row belong to 8 / N inputs, whose sums are added up at the end: the chains of
/// additions are short, which is what a small layer spends its time on.
/// </summary>
internal static unsafe class RowStep<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary><c>result = max(floor, weights · a + bias)</c>. Where the numbers are constants of the caller, a panel is one call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* a, float* weights, float* bias, float* result, int inputs, int outputs, float floor)
    {
        if (outputs <= StepForm.FewOutputs)
        {
            FewOutputs.Run(a, weights, bias, result, inputs, outputs, floor, Panels.Width(outputs));
        }
        else if (outputs <= Panels.Width(outputs))
        {
            Panel(a, weights, bias, result, inputs, outputs, floor, Panels.Width(outputs));
        }
        else
        {
            RunPanels(a, weights, bias, result, inputs, outputs, floor);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPanels(float* a, float* weights, float* bias, float* result, int inputs, int outputs, float floor)
    {
        int panel = Panels.Width(outputs);
        for (; outputs > StepForm.FewOutputs; outputs -= panel, weights += inputs * (nint)panel, result += panel)
        {
            Panel(a, weights, bias, result, inputs, outputs, floor, panel);
            bias = bias == null ? null : bias + panel;
        }

        if (outputs > 0)
        {
            FewOutputs.Run(a, weights, bias, result, inputs, outputs, floor, panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Panel(float* a, float* weights, float* bias, float* result, int inputs, int outputs, float floor, int panel)
    {
        switch (panel / S.Width)
        {
            case 1: Panel<Count1>(a, weights, bias, result, inputs, outputs, floor); break;
            case 2: Panel<Count2>(a, weights, bias, result, inputs, outputs, floor); break;
            case 4: Panel<Count4>(a, weights, bias, result, inputs, outputs, floor); break;
            default: Panel<Count8>(a, weights, bias, result, inputs, outputs, floor); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<N>(float* a, float* w, float* bias, float* result, int inputs, int outputs, float floor)
        where N : unmanaged
    {
        V s0 = S.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        int atOnce = StepForm.Sums / sizeof(N), left = inputs;
        V* b = (V*)w;
        for (; left >= atOnce; left -= atOnce, a += atOnce, b += 8)
        {
            V x = S.Broadcast(*a);
            s0 = S.MultiplyAdd(x, b[0], s0);
            x = sizeof(N) < 2 ? S.Broadcast(a[1]) : x;
            s1 = S.MultiplyAdd(x, b[1], s1);
            x = sizeof(N) < 4 ? S.Broadcast(a[2 / sizeof(N)]) : x;
            s2 = S.MultiplyAdd(x, b[2], s2);
            x = sizeof(N) < 2 ? S.Broadcast(a[3]) : x;
            s3 = S.MultiplyAdd(x, b[3], s3);
            x = sizeof(N) < 8 ? S.Broadcast(a[4 / sizeof(N)]) : x;
            s4 = S.MultiplyAdd(x, b[4], s4);
            x = sizeof(N) < 2 ? S.Broadcast(a[5]) : x;
            s5 = S.MultiplyAdd(x, b[5], s5);
            x = sizeof(N) < 4 ? S.Broadcast(a[6 / sizeof(N)]) : x;
            s6 = S.MultiplyAdd(x, b[6], s6);
            x = sizeof(N) < 2 ? S.Broadcast(a[7]) : x;
            s7 = S.MultiplyAdd(x, b[7], s7);
        }

        for (; left > 0; left--, a++, b += sizeof(N))
        {
            V x = S.Broadcast(*a);
            s0 = S.MultiplyAdd(x, b[0], s0);
            if (sizeof(N) > 1) { s1 = S.MultiplyAdd(x, b[1], s1); }
            if (sizeof(N) > 2) { (s2, s3) = (S.MultiplyAdd(x, b[2], s2), S.MultiplyAdd(x, b[3], s3)); }
            if (sizeof(N) > 4)
            {
                (s4, s5) = (S.MultiplyAdd(x, b[4], s4), S.MultiplyAdd(x, b[5], s5));
                (s6, s7) = (S.MultiplyAdd(x, b[6], s6), S.MultiplyAdd(x, b[7], s7));
            }
        }

        if (sizeof(N) < 8)
        {
            (s0, s1) = (S.Add(s0, s4), S.Add(s1, s5));
            (s2, s3) = (S.Add(s2, s6), S.Add(s3, s7));
        }

        if (sizeof(N) < 4)
        {
            (s0, s1) = (S.Add(s0, s2), S.Add(s1, s3));
        }

        V least = S.Broadcast(floor);
        Finish(sizeof(N) < 2 ? S.Add(s0, s1) : s0, least, bias, result, outputs);
        if (sizeof(N) > 1) { Finish(s1, least, bias == null ? null : bias + S.Width, result + S.Width, outputs - S.Width); }
        if (sizeof(N) > 2)
        {
            Finish(s2, least, bias == null ? null : bias + (2 * S.Width), result + (2 * S.Width), outputs - (2 * S.Width));
            Finish(s3, least, bias == null ? null : bias + (3 * S.Width), result + (3 * S.Width), outputs - (3 * S.Width));
        }

        if (sizeof(N) > 4)
        {
            Finish(s4, least, bias == null ? null : bias + (4 * S.Width), result + (4 * S.Width), outputs - (4 * S.Width));
            Finish(s5, least, bias == null ? null : bias + (5 * S.Width), result + (5 * S.Width), outputs - (5 * S.Width));
            Finish(s6, least, bias == null ? null : bias + (6 * S.Width), result + (6 * S.Width), outputs - (6 * S.Width));
            Finish(s7, least, bias == null ? null : bias + (7 * S.Width), result + (7 * S.Width), outputs - (7 * S.Width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(V sum, V least, float* bias, float* result, int outputs)
    {
        if (outputs >= S.Width)
        {
            S.Store(result, S.Max(least, bias == null ? sum : S.Add(sum, S.Load(bias))));
        }
        else if (outputs > 0)
        {
            V mask = S.FirstLanes(outputs);
            S.StoreMasked(result, S.Max(least, bias == null ? sum : S.Add(sum, S.LoadMasked(bias, mask))), mask);
        }
    }
}
