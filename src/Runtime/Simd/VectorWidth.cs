using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Simd;

/// <summary>Work that is written once for every vector width. A kernel carries its pointers and sizes as fields.</summary>
internal interface IVectorKernel
{
    void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary>The one place where the widest vectors of the processor are chosen; the JIT keeps a single branch.</summary>
internal static class VectorWidth
{
    /// <summary>Floats in the widest vector.</summary>
    public static int Floats
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated ? Simd512.Width : Vector256.IsHardwareAccelerated ? Simd256.Width : Simd128.Width;
    }

    public static void Run<TKernel>(TKernel kernel)
        where TKernel : struct, IVectorKernel
    {
        if (Vector512.IsHardwareAccelerated)
        {
            kernel.Run<Simd512, Vector512<float>>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            kernel.Run<Simd256, Vector256<float>>();
        }
        else
        {
            kernel.Run<Simd128, Vector128<float>>();
        }
    }
}
