using System.Diagnostics.CodeAnalysis;

namespace Espalier.Simd;

/// <summary>
/// The operations of one vector width on floats. A kernel is written once, generic over <typeparamref name="TSelf"/> and
/// its vector, and the JIT compiles it for 512, 256 and 128 bits; both type arguments are structs, so every call here is
/// one instruction.
/// </summary>
/// <typeparam name="TSelf">The width.</typeparam>
/// <typeparam name="TVector">The vector of floats of that width.</typeparam>
internal unsafe interface ISimd<TSelf, TVector>
    where TSelf : struct, ISimd<TSelf, TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Whether the processor has 32 vector registers rather than 16, which doubles the useful register tile.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(float* source);

    /// <summary>Loads the first <paramref name="count"/> floats (0…Width) and zeros; reads nothing beyond them.</summary>
    static abstract TVector LoadFirst(float* source, int count);

    static abstract void Store(float* destination, TVector value);

    /// <summary>Stores the first <paramref name="count"/> floats (0…Width); touches nothing beyond them.</summary>
    static abstract void StoreFirst(float* destination, TVector value, int count);

    /// <summary>All bits set in the first <paramref name="count"/> lanes (0…Width), none in the others.</summary>
    static abstract TVector FirstLanes(int count);

    /// <summary>Loads the lanes of <see cref="FirstLanes"/> and zeros; reads nothing beyond them.</summary>
    static abstract TVector LoadMasked(float* source, TVector mask);

    /// <summary>Stores the lanes of <see cref="FirstLanes"/>; touches nothing beyond them.</summary>
    static abstract void StoreMasked(float* destination, TVector value, TVector mask);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    static abstract TVector Sqrt(TVector value);

    /// <summary><c>left · right + addend</c>: fused where the hardware fuses, else multiply and add.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The greater lanes. Where a lane of <paramref name="value"/> is NaN, the result is NaN.</summary>
    static abstract TVector Max(TVector bound, TVector value);

    /// <summary>The lesser lanes. Where a lane of <paramref name="value"/> is NaN, the result is NaN.</summary>
    static abstract TVector Min(TVector bound, TVector value);

    static abstract TVector GreaterThan(TVector left, TVector right);

    static abstract TVector Equals(TVector left, TVector right);

    static abstract TVector IsNaN(TVector value);

    /// <summary>Bit by bit: <paramref name="yes"/> where <paramref name="mask"/> is set, else <paramref name="no"/>.</summary>
    static abstract TVector Select(TVector mask, TVector yes, TVector no);

    static abstract TVector And(TVector left, TVector right);

    static abstract TVector Or(TVector left, TVector right);

    static abstract TVector Xor(TVector left, TVector right);

    static abstract TVector RoundToNearest(TVector value);

    /// <summary>2 to the power of an integral value in −126…127, lane by lane; −127 gives 0.</summary>
    static abstract TVector PowerOfTwo(TVector integral);

    /// <summary>The same 64-bit integer in every pair of lanes. The next three operations see vectors as such integers too.</summary>
    static abstract TVector BroadcastInteger(ulong value);

    static abstract TVector AddInteger(TVector left, TVector right);

    static abstract TVector MultiplyInteger(TVector left, TVector right);

    static abstract TVector ShiftRightInteger(TVector value, [ConstantExpected] int bits);

    /// <summary>The sum of the lanes, pairwise: the upper half onto the lower until one lane is left.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The greatest lane.</summary>
    static abstract float MaxAcross(TVector value);
}
