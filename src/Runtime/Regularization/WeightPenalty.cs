using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// What large weights cost: <c>l1 · Σ |w| + l2 · Σ w²</c>, the L1 and L2 penalties, or the elastic net where both are above
/// 0 (Zou and Hastie 2005). What fills up the panels of a weight is zero and costs nothing.
/// </summary>
public static unsafe class WeightPenalty
{
    /// <summary>Weights whose penalties are added up as floats; beyond, they are added as doubles.</summary>
    public const int BlockLength = 1024;

    /// <summary>The penalties of this worker's share of a tensor, block by block.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="values">The weights.</param>
    /// <param name="penalties">Receives the penalty of each <see cref="BlockLength"/> weights; the last block may be shorter.</param>
    /// <param name="l1">The factor of the sizes; at least 0.</param>
    /// <param name="l2">The factor of the squares; at least 0.</param>
    public static void Evaluate(in Part part, ReadOnlySpan<float> values, Span<double> penalties, float l1, float l2)
    {
        Debug.Assert(penalties.Length == (values.Length + BlockLength - 1) / BlockLength, "Every block has its penalty.");
        (int start, int end) = part.Range(penalties.Length);
        fixed (float* weights = values)
        fixed (double* results = penalties)
        {
            VectorWidth.Run(new Kernel(weights, results, start, end, values.Length, l1, l2));
        }
    }

    /// <summary>Adds <c>l1 · sign(w) + 2 · l2 · w</c> to the gradient; the sign of 0 is 0.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="values">The weights.</param>
    /// <param name="gradient">The gradient of the weights, added to.</param>
    /// <param name="l1">The factor of the sizes; at least 0.</param>
    /// <param name="l2">The factor of the squares; at least 0.</param>
    public static void AddGradient(in Part part, ReadOnlySpan<float> values, Span<float> gradient, float l1, float l2) =>
        BinaryLoop.Run(part, values.Length, values, values, gradient, new Derivative(l1, 2 * l2), accumulate: true);

    private readonly struct Derivative(float size, float slope) : IBinaryOperator
    {
        public V Apply<S, V>(V w, V same)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V sign = S.Or(S.And(w, S.Broadcast(-0f)), S.Broadcast(size));
            return S.MultiplyAdd(w, S.Broadcast(slope), S.Select(S.Equals(w, S.Zero), S.Zero, sign));
        }
    }

    private readonly struct Kernel(float* values, double* penalties, int start, int end, int length, float l1, float l2) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int block = start; block < end; block++)
            {
                int first = block * BlockLength;
                penalties[block] = Block<S, V>(values + first, Math.Min(BlockLength, length - first));
            }
        }

        private double Block<S, V>(float* w, int count)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V sizes0 = S.Zero, sizes1 = S.Zero, squares0 = S.Zero, squares1 = S.Zero;
            int i = 0;
            for (; i <= count - (2 * S.Width); i += 2 * S.Width)
            {
                V value = S.Load(w + i);
                sizes0 = S.Add(sizes0, VectorMath.Absolute<S, V>(value));
                squares0 = S.MultiplyAdd(value, value, squares0);
                value = S.Load(w + i + S.Width);
                sizes1 = S.Add(sizes1, VectorMath.Absolute<S, V>(value));
                squares1 = S.MultiplyAdd(value, value, squares1);
            }

            for (; i < count; i += S.Width)
            {
                V value = S.LoadFirst(w + i, Math.Min(S.Width, count - i));
                sizes0 = S.Add(sizes0, VectorMath.Absolute<S, V>(value));
                squares0 = S.MultiplyAdd(value, value, squares0);
            }

            return ((double)l1 * S.Sum(S.Add(sizes0, sizes1))) + ((double)l2 * S.Sum(S.Add(squares0, squares1)));
        }
    }
}
