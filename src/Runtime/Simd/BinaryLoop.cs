using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <summary>A function of two numbers, on vectors.</summary>
internal interface IBinaryOperator
{
    V Apply<S, V>(V left, V right)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary><c>output[i] = f(left[i], right[i])</c>, or added to the output. The output may be an input.</summary>
internal static class BinaryLoop
{
    /// <summary>Elementwise work is cut between workers at multiples of so many floats: sixteen cache lines.</summary>
    public const int Grain = 256;

    /// <summary>Computes this worker's share of the first <paramref name="total"/> elements.</summary>
    public static unsafe void Run<TOperator>(in Part part, int total, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, TOperator op = default, bool accumulate = false)
        where TOperator : struct, IBinaryOperator
    {
        Debug.Assert(left.Length >= total && right.Length >= total && output.Length >= total, "The spans hold every element.");
        (int start, int end) = part.Range(total, Grain);
        fixed (float* a = left)
        fixed (float* b = right)
        fixed (float* to = output)
        {
            if (accumulate)
            {
                VectorWidth.Run(new BinaryLoop<TOperator, Accumulate>(a + start, b + start, to + start, end - start, op));
            }
            else
            {
                VectorWidth.Run(new BinaryLoop<TOperator, Overwrite>(a + start, b + start, to + start, end - start, op));
            }
        }
    }
}

internal readonly unsafe struct BinaryLoop<TOperator, TDestination>(float* left, float* right, float* output, int length, TOperator op) : IVectorKernel
    where TOperator : struct, IBinaryOperator
    where TDestination : struct, IDestination
{
    private readonly float* _left = left;
    private readonly float* _right = right;
    private readonly float* _output = output;
    private readonly int _length = length;
    private readonly TOperator _operator = op;

    // Optimised at once, as the loops over one operand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        float* left = _left;
        float* right = _right;
        float* output = _output;
        int length = _length;
        TOperator op = _operator;

        int i = 0;
        for (; i <= length - (4 * S.Width); i += 4 * S.Width)
        {
            V a = op.Apply<S, V>(S.Load(left + i), S.Load(right + i));
            V b = op.Apply<S, V>(S.Load(left + i + S.Width), S.Load(right + i + S.Width));
            V c = op.Apply<S, V>(S.Load(left + i + (2 * S.Width)), S.Load(right + i + (2 * S.Width)));
            V d = op.Apply<S, V>(S.Load(left + i + (3 * S.Width)), S.Load(right + i + (3 * S.Width)));
            TDestination.Store<S, V>(output + i, a);
            TDestination.Store<S, V>(output + i + S.Width, b);
            TDestination.Store<S, V>(output + i + (2 * S.Width), c);
            TDestination.Store<S, V>(output + i + (3 * S.Width), d);
        }

        for (; i <= length - S.Width; i += S.Width)
        {
            TDestination.Store<S, V>(output + i, op.Apply<S, V>(S.Load(left + i), S.Load(right + i)));
        }

        if (i < length)
        {
            V last = op.Apply<S, V>(S.LoadFirst(left + i, length - i), S.LoadFirst(right + i, length - i));
            TDestination.StoreFirst<S, V>(output + i, last, length - i);
        }
    }
}
