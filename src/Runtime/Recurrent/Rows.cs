using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>Whole vectors where they fit, the first lanes at the end of a row.</summary>
internal static unsafe class Rows
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(float* source, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct => lanes == S.Width ? S.Load(source) : S.LoadFirst(source, lanes);

    /// <summary>Zeros where there is nothing to read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadAny<S, V>(float* source, int offset, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct => source == null ? S.Zero : Load<S, V>(source + offset, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sum<S, V>(float* left, float* right, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct => S.Add(Load<S, V>(left, lanes), Load<S, V>(right, lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(float* destination, V value, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        if (lanes == S.Width)
        {
            S.Store(destination, value);
        }
        else
        {
            S.StoreFirst(destination, value, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBoth<S, V>(float* first, float* second, V value, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        Store<S, V>(first, value, lanes);
        Store<S, V>(second, value, lanes);
    }
}
