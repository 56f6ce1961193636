using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Simd;

namespace Espalier.Streams;

/// <summary>A step of a layer with gates, compiled for a vector width.</summary>
internal interface IRecurrentStep
{
    /// <summary>As many units as a vector has lanes: a vector for each gate, and nothing leaves the registers.</summary>
    static abstract void Units<S, V>(in RecurrentRow step)
        where S : struct, ISimd<S, V>
        where V : unmanaged;

    /// <summary>Any number of units.</summary>
    static abstract void Rows<S, V>(in RecurrentRow step)
        where S : struct, ISimd<S, V>
        where V : unmanaged;
}

/// <summary>Chooses the width and the form of a step; where the number of units is a constant of the caller, one call is left.</summary>
internal static class RecurrentStep<TStep>
    where TStep : struct, IRecurrentStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(in RecurrentRow step, int hidden)
    {
        bool keepsCell = StepForm.KeepsCellInRegisters(hidden, VectorWidth.Floats);
        if (keepsCell && hidden == 16)
        {
            TStep.Units<Simd512, Vector512<float>>(step);
        }
        else if (keepsCell && hidden == 8)
        {
            TStep.Units<Simd256, Vector256<float>>(step);
        }
        else if (keepsCell)
        {
            TStep.Units<Simd128, Vector128<float>>(step);
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            TStep.Rows<Simd512, Vector512<float>>(step);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            TStep.Rows<Simd256, Vector256<float>>(step);
        }
        else
        {
            TStep.Rows<Simd128, Vector128<float>>(step);
        }
    }
}
