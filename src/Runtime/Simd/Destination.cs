using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <summary>How a kernel leaves a result in memory: it overwrites what was there, or adds to it.</summary>
internal unsafe interface IDestination
{
    static abstract void Store<S, V>(float* destination, V value)
        where S : struct, ISimd<S, V>
        where V : struct;

    static abstract void StoreFirst<S, V>(float* destination, V value, int count)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary><c>destination = value</c>.</summary>
internal readonly unsafe struct Overwrite : IDestination
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(float* destination, V value)
        where S : struct, ISimd<S, V>
        where V : struct => S.Store(destination, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst<S, V>(float* destination, V value, int count)
        where S : struct, ISimd<S, V>
        where V : struct => S.StoreFirst(destination, value, count);
}

/// <summary><c>destination += value</c>.</summary>
internal readonly unsafe struct Accumulate : IDestination
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(float* destination, V value)
        where S : struct, ISimd<S, V>
        where V : struct => S.Store(destination, S.Add(S.Load(destination), value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst<S, V>(float* destination, V value, int count)
        where S : struct, ISimd<S, V>
        where V : struct => S.StoreFirst(destination, S.Add(S.LoadFirst(destination, count), value), count);
}
