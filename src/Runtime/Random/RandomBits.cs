using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// The bits of <see cref="CounterRandom"/>, a vector at a time: lane e of the stream holds the lower (e even) or upper
/// (e odd) half of the draw e / 2, whatever the width of the vectors.
/// </summary>
internal unsafe struct RandomBits<S, V>
    where S : struct, ISimd<S, V>
    where V : struct
{
    private V _state;

    /// <summary>The stream of a key from lane <paramref name="start"/> on, which is even.</summary>
    public RandomBits(ulong key, int start)
    {
        ulong* states = stackalloc ulong[8];
        for (int i = 0; i < S.Width / 2; i++)
        {
            states[i] = key + (((ulong)(start / 2) + (ulong)i + 1) * CounterRandom.Step);
        }

        _state = S.Load((float*)states);
    }

    /// <summary>The next vector of numbers between 1 (included) and 2 (excluded), multiples of 2^−23.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V NextFromOneToTwo()
    {
        V x = _state;
        _state = S.AddInteger(x, S.BroadcastInteger(unchecked((ulong)(S.Width / 2) * CounterRandom.Step)));
        x = S.MultiplyInteger(S.Xor(x, S.ShiftRightInteger(x, 30)), S.BroadcastInteger(CounterRandom.FirstFactor));
        x = S.MultiplyInteger(S.Xor(x, S.ShiftRightInteger(x, 27)), S.BroadcastInteger(CounterRandom.SecondFactor));
        x = S.Xor(x, S.ShiftRightInteger(x, 31));

        // The upper 23 bits of each half become the fraction of a float between 1 and 2.
        V fraction = S.And(S.ShiftRightInteger(x, 9), S.Broadcast(BitConverter.Int32BitsToSingle(0x007FFFFF)));
        return S.Or(fraction, S.Broadcast(1f));
    }
}
