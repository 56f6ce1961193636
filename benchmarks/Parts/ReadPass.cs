using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Parts;

/// <summary>A plain pass over memory, which does nothing but read: the sum of all numbers.</summary>
internal static unsafe class ReadPass
{
    /// <param name="values">A multiple of 128 numbers.</param>
    public static float Run(ReadOnlySpan<float> values)
    {
        float sum;
        fixed (float* first = values)
        {
            VectorWidth.Run(new Kernel(first, first + values.Length, &sum));
        }

        return sum;
    }

    private readonly struct Kernel(float* from, float* end, float* sum) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V a = S.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
            for (float* x = from; x < end; x += 8 * S.Width)
            {
                a = S.Add(a, S.Load(x));
                b = S.Add(b, S.Load(x + S.Width));
                c = S.Add(c, S.Load(x + (2 * S.Width)));
                d = S.Add(d, S.Load(x + (3 * S.Width)));
                e = S.Add(e, S.Load(x + (4 * S.Width)));
                f = S.Add(f, S.Load(x + (5 * S.Width)));
                g = S.Add(g, S.Load(x + (6 * S.Width)));
                h = S.Add(h, S.Load(x + (7 * S.Width)));
            }

            *sum = S.Sum(S.Add(S.Add(S.Add(a, b), S.Add(c, d)), S.Add(S.Add(e, f), S.Add(g, h))));
        }
    }
}
