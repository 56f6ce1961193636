using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// AdaMax (Kingma and Ba 2015, section 7.1): Adam with the largest gradient, decayed, in the place of the root:
/// <c>norm = max(beta2 · norm, |gradient| + epsilon)</c>, <c>value −= rate / (1 − beta1^t) · mean / norm</c>. As PyTorch's
/// Adamax.
/// </summary>
public sealed record AdaMax : Optimizer
{
    /// <summary>AdaMax.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="beta1">The share of the mean that is kept; at least 0, below 1.</param>
    /// <param name="beta2">The share of the norm that is kept; at least 0, below 1.</param>
    /// <param name="epsilon">Added to the size of the gradient; finite, above 0.</param>
    /// <param name="weightDecay">Draws weights to 0: see <see cref="Optimizer.WeightDecay"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdaMax(float rate = 2e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Beta1 = SettingCheck.BelowOne(beta1, nameof(beta1));
        Beta2 = SettingCheck.BelowOne(beta2, nameof(beta2));
        Epsilon = SettingCheck.AboveZero(epsilon, nameof(epsilon));
        WeightDecay = SettingCheck.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>The share of the mean that is kept.</summary>
    public float Beta1 { get; }

    /// <summary>The share of the norm that is kept.</summary>
    public float Beta2 { get; }

    /// <summary>What is added to the size of the gradient.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override int StateSlots => 2;

    /// <inheritdoc/>
    public override void Apply(in ParameterUpdate update)
    {
        double kept = Moments.Exact(Beta1);
        float size = (float)(update.LearningRate / (1 - Moments.Power(kept, update.Step)));
        UpdateLoop<Rule>.Run(update, new Rule(size, (float)(1 - kept), Beta2, Epsilon), first: 0, second: 1);
    }

    private readonly struct Rule(float size, float newMean, float keptNorm, float epsilon) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Update<S, V>(V value, V gradient, ref V mean, ref V norm, ref V third)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            mean = Moments.Mean<S, V>(mean, gradient, newMean);
            norm = S.Max(S.Multiply(norm, S.Broadcast(keptNorm)), S.Add(VectorMath.Absolute<S, V>(gradient), S.Broadcast(epsilon)));
            return S.MultiplyAdd(S.Broadcast(-size), S.Divide(mean, norm), value);
        }
    }
}
