using Espalier.Simd;

namespace Espalier;

/// <summary>Bounds gradients in place: multiplies them, then brings them between −most and most.</summary>
internal readonly unsafe struct GradientClip : IVectorKernel
{
    private readonly float* _gradients;
    private readonly int _length;
    private readonly float _factor;
    private readonly float _most;

    private GradientClip(float* gradients, int length, float factor, float most)
    {
        _gradients = gradients;
        _length = length;
        _factor = factor;
        _most = most;
    }

    public static void Run(Span<float> gradients, float factor, float most)
    {
        fixed (float* start = gradients)
        {
            VectorWidth.Run(new GradientClip(start, gradients.Length, factor, most));
        }
    }

    public void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        float* gradient = _gradients;
        int length = _length;
        V factor = S.Broadcast(_factor), most = S.Broadcast(_most), least = S.Broadcast(-_most);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            S.Store(gradient + i, S.Max(least, S.Min(most, S.Multiply(factor, S.Load(gradient + i)))));
        }

        if (i < length)
        {
            int lanes = length - i;
            S.StoreFirst(gradient + i, S.Max(least, S.Min(most, S.Multiply(factor, S.LoadFirst(gradient + i, lanes)))), lanes);
        }
    }
}
