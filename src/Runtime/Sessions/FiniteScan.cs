using Espalier.Simd;

namespace Espalier;

/// <summary>Looks for values that are not finite.</summary>
internal static class FiniteScan
{
    /// <summary>True where every value is finite.</summary>
    internal static unsafe bool IsFinite(ReadOnlySpan<float> values)
    {
        bool isFinite;
        fixed (float* first = values)
        {
            VectorWidth.Run(new Kernel(first, values.Length, &isFinite));
        }

        return isFinite;
    }

    /// <summary>The index of the first value that is not finite; −1 where all are.</summary>
    internal static int IndexOf(ReadOnlySpan<float> values)
    {
        if (IsFinite(values))
        {
            return -1;
        }

        int i = 0;
        while (float.IsFinite(values[i]))
        {
            i++;
        }

        return i;
    }

    // 0 · x is 0 for a finite x and NaN otherwise, and a sum keeps NaN.
    private readonly unsafe struct Kernel(float* values, int length, bool* isFinite) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* from = values, end = values + length;
            V a = S.Zero, b = S.Zero, c = S.Zero, d = S.Zero;
            for (; end - from >= 4 * S.Width; from += 4 * S.Width)
            {
                a = S.MultiplyAdd(S.Zero, S.Load(from), a);
                b = S.MultiplyAdd(S.Zero, S.Load(from + S.Width), b);
                c = S.MultiplyAdd(S.Zero, S.Load(from + (2 * S.Width)), c);
                d = S.MultiplyAdd(S.Zero, S.Load(from + (3 * S.Width)), d);
            }

            for (; from < end; from += S.Width)
            {
                a = S.MultiplyAdd(S.Zero, S.LoadFirst(from, (int)Math.Min(S.Width, end - from)), a);
            }

            *isFinite = S.Sum(S.Add(S.Add(a, b), S.Add(c, d))) == 0;
        }
    }
}
