using System.Numerics;
using System.Runtime.InteropServices;

namespace Espalier;

/// <summary>Looks for values that are not finite.</summary>
internal static class FiniteScan
{
    /// <summary>True where every value is finite.</summary>
    internal static bool IsFinite(ReadOnlySpan<float> values)
    {
        // 0 · x is 0 for a finite x and NaN otherwise, and a sum keeps NaN.
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> first = Vector<float>.Zero;
        Vector<float> second = Vector<float>.Zero;
        int i = 0;
        for (; i + 2 <= vectors.Length; i += 2)
        {
            first += vectors[i] * Vector<float>.Zero;
            second += vectors[i + 1] * Vector<float>.Zero;
        }

        float sum = Vector.Sum(first + second);
        foreach (float value in values[(i * Vector<float>.Count)..])
        {
            sum += value * 0;
        }

        return sum == 0;
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
}
