using System.Numerics;
using System.Runtime.InteropServices;

namespace Espalier.Training;

/// <summary>Loops over floats, as wide as the hardware has vectors. Sums are taken in a fixed order.</summary>
internal static class FloatLoops
{
    /// <summary>Σ a·b.</summary>
    internal static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> vb = MemoryMarshal.Cast<float, Vector<float>>(b)[..va.Length];
        Vector<float> even = Vector<float>.Zero;
        Vector<float> odd = Vector<float>.Zero;
        int i = 0;
        for (; i + 1 < va.Length; i += 2)
        {
            even += va[i] * vb[i];
            odd += va[i + 1] * vb[i + 1];
        }

        if (i < va.Length)
        {
            even += va[i] * vb[i];
        }

        float sum = Vector.Sum(even + odd);
        for (i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Σ |a − b|.</summary>
    internal static float Distance1(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> vb = MemoryMarshal.Cast<float, Vector<float>>(b)[..va.Length];
        Vector<float> even = Vector<float>.Zero;
        Vector<float> odd = Vector<float>.Zero;
        int i = 0;
        for (; i + 1 < va.Length; i += 2)
        {
            even += Vector.Abs(va[i] - vb[i]);
            odd += Vector.Abs(va[i + 1] - vb[i + 1]);
        }

        if (i < va.Length)
        {
            even += Vector.Abs(va[i] - vb[i]);
        }

        float sum = Vector.Sum(even + odd);
        for (i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return sum;
    }

    /// <summary>to += factor · from.</summary>
    internal static void AddScaled(float factor, ReadOnlySpan<float> from, Span<float> to)
    {
        ReadOnlySpan<Vector<float>> source = MemoryMarshal.Cast<float, Vector<float>>(from);
        Span<Vector<float>> sum = MemoryMarshal.Cast<float, Vector<float>>(to)[..source.Length];
        var factors = new Vector<float>(factor);
        for (int i = 0; i < source.Length; i++)
        {
            sum[i] += factors * source[i];
        }

        for (int i = source.Length * Vector<float>.Count; i < from.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }

    /// <summary>to = to + share · (from − to).</summary>
    internal static void Approach(float share, ReadOnlySpan<float> from, Span<float> to)
    {
        ReadOnlySpan<Vector<float>> source = MemoryMarshal.Cast<float, Vector<float>>(from);
        Span<Vector<float>> target = MemoryMarshal.Cast<float, Vector<float>>(to)[..source.Length];
        var shares = new Vector<float>(share);
        for (int i = 0; i < source.Length; i++)
        {
            target[i] += shares * (source[i] - target[i]);
        }

        for (int i = source.Length * Vector<float>.Count; i < from.Length; i++)
        {
            to[i] += share * (from[i] - to[i]);
        }
    }

    /// <summary>values *= factor.</summary>
    internal static void Scale(float factor, Span<float> values)
    {
        Span<Vector<float>> whole = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref Vector<float> vector in whole)
        {
            vector *= factor;
        }

        foreach (ref float value in values[(whole.Length * Vector<float>.Count)..])
        {
            value *= factor;
        }
    }
}
