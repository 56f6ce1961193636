namespace Espalier.Runtime.Tests.Networks;

/// <summary>Numbers that only have to be different.</summary>
internal static class Data
{
    internal static float[] Floats(int length, int seed = 1)
    {
        var random = new System.Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle() * 2 - 1;
        }

        return values;
    }

    internal static int[] Labels(int length, int classes, int seed = 1)
    {
        var random = new System.Random(seed);
        var values = new int[length];
        foreach (ref int value in values.AsSpan())
        {
            value = random.Next(classes);
        }

        return values;
    }

    internal static uint[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new uint[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.SingleToUInt32Bits(values[i]);
        }

        return bits;
    }
}
