using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// Lion (Chen and others 2023, "Symbolic Discovery of Optimization Algorithms"): every value moves by the same length,
/// <c>value −= rate · (sign(beta1 · mean + (1 − beta1) · gradient) + decay · value)</c>, and then
/// <c>mean = beta2 · mean + (1 − beta2) · gradient</c>. The paper advises a third to a tenth of AdamW's rate, and three to
/// ten times its decay.
/// </summary>
public sealed record Lion : Optimizer
{
    /// <summary>Lion.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="beta1">The mean's share in the direction of a step; at least 0, below 1.</param>
    /// <param name="beta2">The share of the mean that is kept; at least 0, below 1.</param>
    /// <param name="weightDecay">Draws weights to 0 beside the gradient: see <see cref="Optimizer.WeightDecay"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Lion(float rate = 1e-4f, float beta1 = 0.9f, float beta2 = 0.99f, float weightDecay = 0)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Beta1 = SettingCheck.BelowOne(beta1, nameof(beta1));
        Beta2 = SettingCheck.BelowOne(beta2, nameof(beta2));
        WeightDecay = SettingCheck.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>The mean's share in the direction of a step.</summary>
    public float Beta1 { get; }

    /// <summary>The share of the mean that is kept.</summary>
    public float Beta2 { get; }

    /// <inheritdoc/>
    public override int StateSlots => 1;

    /// <inheritdoc/>
    public override void Apply(in ParameterUpdate update) => UpdateLoop<Rule>.Run(
        update,
        new Rule(update.LearningRate, (float)(1 - Moments.Exact(Beta1)), (float)(1 - Moments.Exact(Beta2))),
        first: 0,
        decoupled: true);

    private readonly struct Rule(float rate, float newDirection, float newMean) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Update<S, V>(V value, V gradient, ref V mean, ref V second, ref V third)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V direction = S.MultiplyAdd(S.Subtract(gradient, mean), S.Broadcast(newDirection), mean);
            V signed = S.Or(S.And(direction, S.Broadcast(-0f)), S.Broadcast(rate));
            V step = S.Select(S.Equals(direction, S.Zero), S.Zero, signed);
            mean = Moments.Mean<S, V>(mean, gradient, newMean);
            return S.Subtract(value, step);
        }
    }
}
