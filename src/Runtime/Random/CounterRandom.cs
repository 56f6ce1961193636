using System.Runtime.CompilerServices;

namespace Espalier;

/// <summary>
/// Random numbers without state: a key and an index give the bits. Any worker can draw any number in any order, and the
/// same seed gives the same numbers on every machine. The bits are those of SplitMix64 (Steele, Lea, Flood 2014) with the
/// key as its state; the index says how far it has advanced.
/// </summary>
public static class CounterRandom
{
    /// <summary>What SplitMix64 adds to its state at every step: 2^64 divided by the golden ratio.</summary>
    internal const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The two factors of the mixing function (Stafford's variant 13 of MurmurHash3's).</summary>
    internal const ulong FirstFactor = 0xBF58476D1CE4E5B9, SecondFactor = 0x94D049BB133111EB;

    /// <summary>A key for one purpose below another key: the layers below a seed, the steps below a layer.</summary>
    /// <param name="key">The seed, or the key above.</param>
    /// <param name="purpose">The number of the purpose.</param>
    /// <returns>A key whose numbers have nothing to do with those of another purpose.</returns>
    public static ulong Key(ulong key, ulong purpose) => Mix(Mix(key + Step) ^ Mix(purpose ^ SecondFactor));

    /// <summary>64 random bits.</summary>
    /// <param name="key">The key.</param>
    /// <param name="index">The number of the draw.</param>
    /// <returns>Bits that depend on nothing but the arguments.</returns>
    public static ulong Bits(ulong key, ulong index) => Mix(key + ((index + 1) * Step));

    /// <summary>A number between 0 (included) and 1 (excluded), a multiple of 2^−24.</summary>
    /// <param name="key">The key.</param>
    /// <param name="index">The number of the draw.</param>
    /// <returns>The number.</returns>
    public static float Uniform(ulong key, ulong index) => (Bits(key, index) >> 40) * (1f / (1 << 24));

    /// <summary>A normal number of mean 0 and variance 1.</summary>
    /// <param name="key">The key.</param>
    /// <param name="index">The number of the draw.</param>
    /// <returns>The number, between −8.3 and 8.3.</returns>
    public static float Normal(ulong key, ulong index) =>
        (float)NormalQuantile.Of(((Bits(key, index) >> 11) + 0.5) * (1.0 / (1L << 53)));

    /// <summary>An integer between 0 (included) and <paramref name="bound"/> (excluded).</summary>
    /// <param name="key">The key.</param>
    /// <param name="index">The number of the draw.</param>
    /// <param name="bound">Above 0.</param>
    /// <returns>The integer; its distribution is uniform up to a part in 2^32.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not above 0.</exception>
    public static int Below(ulong key, ulong index, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Bits(key, index), (ulong)bound, out _);
    }

    /// <summary>Puts the items into a random order (Fisher and Yates), each order with the same chance.</summary>
    /// <param name="key">The key.</param>
    /// <param name="items">The items; an order is drawn from the order they have.</param>
    public static void Shuffle<T>(ulong key, Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(key, (ulong)i, i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * FirstFactor;
        x = (x ^ (x >> 27)) * SecondFactor;
        return x ^ (x >> 31);
    }
}
