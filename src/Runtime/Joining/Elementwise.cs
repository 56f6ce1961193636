using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>Copies and sums of whole tensors, as they arise where a value has several readers.</summary>
public static class Elementwise
{
    /// <summary><c>destination += source</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="source">count·length floats.</param>
    /// <param name="destination">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Accumulate(in Part part, int count, ReadOnlySpan<float> source, Span<float> destination, int length) =>
        BinaryLoop.Run<Sum>(part, count * length, destination, source, destination);

    /// <summary><c>destination = source</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="source">count·length floats.</param>
    /// <param name="destination">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Copy(in Part part, int count, ReadOnlySpan<float> source, Span<float> destination, int length)
    {
        Debug.Assert(source.Length >= count * length && destination.Length >= count * length, "The spans hold every element.");
        (int start, int end) = part.Range(count * length, BinaryLoop.Grain);
        source[start..end].CopyTo(destination[start..]);
    }

    internal readonly struct Sum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V left, V right)
            where S : struct, ISimd<S, V>
            where V : struct => S.Add(left, right);
    }
}
