using System.Runtime.InteropServices;
using Xunit;

namespace Espalier.Runtime.Tests.Tiles;

/// <summary>Random data, workers and comparisons for kernel tests.</summary>
internal static unsafe class Check
{
    /// <summary>The numbers of workers for which results must be the same bits.</summary>
    public static readonly int[] Splits = [1, 2, 3, 5];

    public static float[] Random(Random random, int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    /// <summary>Runs a kernel as every worker of a team in turn.</summary>
    public static void Team(int workers, Action<Part> kernel, int scratchLength = Part.ScratchLength)
    {
        float* scratch = (float*)NativeMemory.AlignedAlloc((nuint)scratchLength * sizeof(float), 64);
        try
        {
            for (int i = 0; i < workers; i++)
            {
                new Span<float>(scratch, scratchLength).Fill(float.NaN);
                kernel(new Part(i, workers, scratch, null, scratchLength));
            }
        }
        finally
        {
            NativeMemory.AlignedFree(scratch);
        }
    }

    /// <summary>
    /// Compares with a reference that comes with the sum of the absolute terms of each element, to which rounding is relative.
    /// </summary>
    public static void Close(double[] expected, double[] magnitude, ReadOnlySpan<float> actual, string what, double relative = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = relative * (magnitude[i] + 1);
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
            {
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]}, expected {expected[i]} ± {tolerance}");
            }
        }
    }

    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        if (!MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)))
        {
            Assert.Fail($"{what}: the bits differ");
        }
    }
}
