using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// <c>value −= rate / (1 − beta1^t) · mean / (√square / √(1 − beta2^t) + epsilon)</c>; with AMSGrad, the largest square so
/// far takes the place of the square.
/// </summary>
internal readonly struct AdamRule : IUpdateRule
{
    private readonly float _size;
    private readonly float _correction;
    private readonly float _newMean;
    private readonly float _keptSquare;
    private readonly float _newSquare;
    private readonly float _epsilon;
    private readonly bool _amsgrad;

    public AdamRule(float rate, float beta1, float beta2, float epsilon, bool amsgrad, long step)
    {
        double keptMean = Moments.Exact(beta1);
        double keptSquare = Moments.Exact(beta2);
        _size = (float)(rate / (1 - Moments.Power(keptMean, step)));
        _correction = (float)(1 / Math.Sqrt(1 - Moments.Power(keptSquare, step)));
        _newMean = (float)(1 - keptMean);
        _keptSquare = (float)keptSquare;
        _newSquare = (float)(1 - keptSquare);
        _epsilon = epsilon;
        _amsgrad = amsgrad;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Update<S, V>(V value, V gradient, ref V mean, ref V square, ref V largest)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        mean = Moments.Mean<S, V>(mean, gradient, _newMean);
        square = Moments.Square<S, V>(square, gradient, _keptSquare, _newSquare);
        V used = square;
        if (_amsgrad)
        {
            largest = S.Max(largest, square);
            used = largest;
        }

        V root = S.MultiplyAdd(S.Sqrt(used), S.Broadcast(_correction), S.Broadcast(_epsilon));
        return S.MultiplyAdd(S.Broadcast(-_size), S.Divide(mean, root), value);
    }
}
