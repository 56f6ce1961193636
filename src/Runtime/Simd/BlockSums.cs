using System.Diagnostics;

namespace Espalier.Simd;

/// <summary>
/// Sums of products in blocks of fixed length: floats within a block, double beyond. The blocks do not depend on who sums
/// them, so workers can share them and the bits stay the same.
/// </summary>
internal readonly unsafe struct BlockSums : IVectorKernel
{
    /// <summary>Floats in a block.</summary>
    internal const int BlockLength = 1024;

    // Products of smaller numbers leave the range of normal floats, where a processor is slow.
    private const float Least = 1e-18f;

    private readonly float* _left;
    private readonly float* _right;
    private readonly double* _sums;
    private readonly int _length;

    private BlockSums(float* left, float* right, double* sums, int length)
    {
        _left = left;
        _right = right;
        _sums = sums;
        _length = length;
    }

    /// <summary>The number of blocks in so many floats.</summary>
    internal static int Count(int length) => (int)(((long)length + BlockLength - 1) / BlockLength);

    /// <summary><c>sums[b] = Σ left[i] · right[i]</c> over block b; numbers below 1e-18 in size count as zero.</summary>
    internal static void Products(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<double> sums)
    {
        Debug.Assert(left.Length == right.Length && sums.Length == Count(left.Length), "A sum for each block.");
        fixed (float* one = left)
        fixed (float* two = right)
        fixed (double* three = sums)
        {
            VectorWidth.Run(new BlockSums(one, two, three, left.Length));
        }
    }

    public void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        double* sum = _sums;
        for (int start = 0; start < _length; start += BlockLength)
        {
            *sum++ = Sum<S, V>(_left + start, _right + start, Math.Min(BlockLength, _length - start));
        }
    }

    private static float Sum<S, V>(float* left, float* right, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V least = S.Broadcast(Least);
        V a = S.Zero, b = S.Zero, c = S.Zero, d = S.Zero;
        bool isSquare = left == right;
        int i = 0;
        for (; i <= length - (4 * S.Width); i += 4 * S.Width)
        {
            a = Add(a, left + i, right + i, isSquare, least);
            b = Add(b, left + i + S.Width, right + i + S.Width, isSquare, least);
            c = Add(c, left + i + (2 * S.Width), right + i + (2 * S.Width), isSquare, least);
            d = Add(d, left + i + (3 * S.Width), right + i + (3 * S.Width), isSquare, least);
        }

        for (; i < length; i += S.Width)
        {
            int lanes = Math.Min(S.Width, length - i);
            V x = VectorMath.Flush<S, V>(S.LoadFirst(left + i, lanes), least), y = VectorMath.Flush<S, V>(S.LoadFirst(right + i, lanes), least);
            a = S.MultiplyAdd(x, y, a);
        }

        return S.Sum(S.Add(S.Add(a, b), S.Add(c, d)));

        static V Add(V sum, float* left, float* right, bool isSquare, V least)
        {
            V x = VectorMath.Flush<S, V>(S.Load(left), least);
            return S.MultiplyAdd(x, isSquare ? x : VectorMath.Flush<S, V>(S.Load(right), least), sum);
        }
    }
}
