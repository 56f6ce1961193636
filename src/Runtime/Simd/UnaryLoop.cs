using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <summary>A function of one number, on vectors.</summary>
internal interface IUnaryOperator
{
    V Apply<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary><c>f(x) = x</c>: what stands for an activation where there is none.</summary>
internal readonly struct Identity : IUnaryOperator
{
    public V Apply<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct => x;
}

/// <summary><c>output[i] = f(input[i])</c>: the loop of every elementwise function. The spans may be the same.</summary>
internal readonly unsafe struct UnaryLoop<TOperator> : IVectorKernel
    where TOperator : struct, IUnaryOperator
{
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _length;
    private readonly TOperator _operator;

    private UnaryLoop(float* input, float* output, int length, TOperator op)
    {
        _input = input;
        _output = output;
        _length = length;
        _operator = op;
    }

    /// <summary>Computes this worker's share of the first <paramref name="total"/> elements.</summary>
    public static void Run(in Part part, int total, ReadOnlySpan<float> input, Span<float> output, TOperator op = default)
    {
        Debug.Assert(input.Length >= total && output.Length >= total, "The spans hold every element.");
        (int start, int end) = part.Range(total, BinaryLoop.Grain);
        fixed (float* from = input)
        fixed (float* to = output)
        {
            VectorWidth.Run(new UnaryLoop<TOperator>(from + start, to + start, end - start, op));
        }
    }

    // Optimised at once: before inlining, a vector would be twenty calls, and the first steps of a stream are in a hurry, too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        // The JIT keeps locals in registers, not fields.
        float* input = _input;
        float* output = _output;
        int length = _length;
        TOperator op = _operator;

        int i = 0;
        for (; i <= length - (4 * S.Width); i += 4 * S.Width)
        {
            V a = op.Apply<S, V>(S.Load(input + i));
            V b = op.Apply<S, V>(S.Load(input + i + S.Width));
            V c = op.Apply<S, V>(S.Load(input + i + (2 * S.Width)));
            V d = op.Apply<S, V>(S.Load(input + i + (3 * S.Width)));
            S.Store(output + i, a);
            S.Store(output + i + S.Width, b);
            S.Store(output + i + (2 * S.Width), c);
            S.Store(output + i + (3 * S.Width), d);
        }

        for (; i <= length - S.Width; i += S.Width)
        {
            S.Store(output + i, op.Apply<S, V>(S.Load(input + i)));
        }

        if (i < length)
        {
            S.StoreFirst(output + i, op.Apply<S, V>(S.LoadFirst(input + i, length - i)), length - i);
        }
    }
}
