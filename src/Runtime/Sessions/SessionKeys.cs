namespace Espalier;

/// <summary>Keys of random numbers that differ for every session seed, step and layer.</summary>
internal static class SessionKeys
{
    internal static ulong Key(int seed, long forward, int layer)
        => Mix(Mix(Mix((uint)seed) + (ulong)forward) + (uint)layer);

    // The finaliser of SplitMix64, after one step of its counter. Steele, Lea and Flood 2014.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
