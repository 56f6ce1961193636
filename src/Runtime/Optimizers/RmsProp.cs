using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// RMSProp (Hinton 2012, lecture 6): divides the gradient by the root of the running mean of its squares,
/// <c>value −= rate · gradient / (√square + epsilon)</c>; centred, by the root of their variance (Graves 2013). With
/// momentum, <c>v = momentum · v + gradient / (√square + epsilon)</c> takes the quotient's place. As PyTorch's RMSprop.
/// </summary>
public sealed record RmsProp : Optimizer
{
    /// <summary>RMSProp.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="alpha">The share of the mean of squares that is kept; at least 0, below 1.</param>
    /// <param name="epsilon">Added to the root; finite, above 0.</param>
    /// <param name="momentum">The share of the last step that is kept; at least 0, below 1.</param>
    /// <param name="centered">Whether to divide by the standard deviation.</param>
    /// <param name="weightDecay">Draws weights to 0: see <see cref="Optimizer.WeightDecay"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RmsProp(float rate = 0.01f, float alpha = 0.99f, float epsilon = 1e-8f, float momentum = 0, bool centered = false, float weightDecay = 0)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Alpha = SettingCheck.BelowOne(alpha, nameof(alpha));
        Epsilon = SettingCheck.AboveZero(epsilon, nameof(epsilon));
        Momentum = SettingCheck.BelowOne(momentum, nameof(momentum));
        Centered = centered;
        WeightDecay = SettingCheck.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>The share of the mean of squares that is kept.</summary>
    public float Alpha { get; }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>The share of the last step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether the standard deviation is divided by.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    public override int StateSlots => 1 + (Momentum > 0 ? 1 : 0) + (Centered ? 1 : 0);

    /// <inheritdoc/>
    public override void Apply(in ParameterUpdate update)
    {
        double kept = Moments.Exact(Alpha);
        UpdateLoop<Rule>.Run(
            update,
            new Rule(update.LearningRate, (float)kept, (float)(1 - kept), Epsilon, Momentum, Centered),
            first: 0,
            second: Momentum > 0 ? 1 : -1,
            third: Centered ? StateSlots - 1 : -1);
    }

    private readonly struct Rule(float rate, float kept, float taken, float epsilon, float momentum, bool centered) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Update<S, V>(V value, V gradient, ref V square, ref V velocity, ref V mean)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            square = Moments.Square<S, V>(square, gradient, kept, taken);
            V variance = square;
            if (centered)
            {
                // Rounding may bring the variance of gradients that hardly differ below zero.
                mean = Moments.Mean<S, V>(mean, gradient, taken);
                V reduced = S.MultiplyAdd(S.Subtract(S.Zero, mean), mean, square);
                variance = S.Max(S.Zero, reduced);
            }

            V step = S.Divide(gradient, S.Add(S.Sqrt(variance), S.Broadcast(epsilon)));
            if (momentum > 0)
            {
                velocity = Moments.FlushMean<S, V>(S.MultiplyAdd(S.Broadcast(momentum), velocity, step));
                step = velocity;
            }

            return S.MultiplyAdd(S.Broadcast(-rate), step, value);
        }
    }
}
