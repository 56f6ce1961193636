using System.Diagnostics;

namespace Espalier.Simd;

/// <summary><c>result = a · x + b · y</c>. The spans may be the same.</summary>
internal readonly unsafe struct LinearCombination : IVectorKernel
{
    private readonly float* _result;
    private readonly float* _x;
    private readonly float* _y;
    private readonly int _length;
    private readonly float _a;
    private readonly float _b;

    private LinearCombination(float* result, float a, float* x, float b, float* y, int length)
    {
        _result = result;
        _a = a;
        _x = x;
        _b = b;
        _y = y;
        _length = length;
    }

    public static void Run(Span<float> result, double a, ReadOnlySpan<float> x, double b, ReadOnlySpan<float> y)
    {
        Debug.Assert(x.Length == result.Length && y.Length == result.Length, "All have the same length.");
        fixed (float* one = result)
        fixed (float* two = x)
        fixed (float* three = y)
        {
            VectorWidth.Run(new LinearCombination(one, (float)a, two, (float)b, three, result.Length));
        }
    }

    public void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        float* result = _result;
        float* x = _x;
        float* y = _y;
        int length = _length;
        V a = S.Broadcast(_a), b = S.Broadcast(_b);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            S.Store(result + i, S.MultiplyAdd(a, S.Load(x + i), S.Multiply(b, S.Load(y + i))));
        }

        if (i < length)
        {
            int lanes = length - i;
            S.StoreFirst(result + i, S.MultiplyAdd(a, S.LoadFirst(x + i, lanes), S.Multiply(b, S.LoadFirst(y + i, lanes))), lanes);
        }
    }
}
