using System.Diagnostics;

namespace Espalier.Training;

/// <summary>
/// A small generator of random numbers (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014). Its n-th number depends on the seed and n alone, and the integers and uniform numbers are the
/// same on every machine. It is not meant for secrets.
/// </summary>
public struct SeededRandom
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;
    private ulong _state;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">Fixes the sequence.</param>
    /// <param name="stream">Sequences of one seed with different streams have nothing to do with each other.</param>
    public SeededRandom(long seed, long stream = 0)
    {
        _state = Mix(Mix((ulong)seed + Step) + ((ulong)stream * Step));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        _state += Step;
        return Mix(_state);
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1, each as likely (Lemire's method, no bias).</summary>
    /// <param name="bound">The number of possibilities, at least 1.</param>
    public int NextInt(int bound)
    {
        Debug.Assert(bound >= 1);
        ulong product = (NextBits() >> 32) * (ulong)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (uint)-bound % (uint)bound;
            while ((uint)product < threshold)
            {
                product = (NextBits() >> 32) * (ulong)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>A number from 0 to 1, without 1.</summary>
    public float NextFloat() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public float NextFloat(float low, float high) => low + ((high - low) * NextFloat());

    /// <summary>A number with mean 0, deviation 1 and nearly a bell's distribution: the sum of four uniform ones, never beyond ±3.47.</summary>
    public float NextNormal()
    {
        // Four 16-bit numbers; the sum of four uniforms on 0…1 has the variance 4/12.
        ulong bits = NextBits();
        int sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
        return (sum - 131_070) * (1.732_050_8f / 65_535f);
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
