using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// AdaGrad (Duchi, Hazan and Singer 2011): <c>sum += gradient²</c>, <c>value −= rate · gradient / (√sum + epsilon)</c>, with
/// the rate divided by <c>1 + (t − 1) · rateDecay</c>. As PyTorch's Adagrad.
/// </summary>
public sealed record AdaGrad : Optimizer
{
    /// <summary>AdaGrad.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="rateDecay">How fast the rate falls with the number of steps; finite, at least 0.</param>
    /// <param name="initialSum">What the sum of squares starts with; finite, at least 0.</param>
    /// <param name="epsilon">Added to the root; finite, above 0.</param>
    /// <param name="weightDecay">Draws weights to 0: see <see cref="Optimizer.WeightDecay"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdaGrad(float rate = 0.01f, float rateDecay = 0, float initialSum = 0, float epsilon = 1e-10f, float weightDecay = 0)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        RateDecay = SettingCheck.AtLeastZero(rateDecay, nameof(rateDecay));
        InitialSum = SettingCheck.AtLeastZero(initialSum, nameof(initialSum));
        Epsilon = SettingCheck.AboveZero(epsilon, nameof(epsilon));
        WeightDecay = SettingCheck.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>How fast the rate falls with the number of steps.</summary>
    public float RateDecay { get; }

    /// <summary>What the sum of squares starts with.</summary>
    public float InitialSum { get; }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override int StateSlots => 1;

    /// <inheritdoc/>
    public override void Apply(in ParameterUpdate update)
    {
        double rate = update.LearningRate / (1 + ((update.Step - 1) * Moments.Exact(RateDecay)));
        UpdateLoop<Rule>.Run(update, new Rule((float)rate, InitialSum, Epsilon), first: 0);
    }

    private readonly struct Rule(float rate, float initialSum, float epsilon) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Update<S, V>(V value, V gradient, ref V sum, ref V second, ref V third)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            // The state starts at zero, so what the sum starts with is added where it is read.
            sum = Moments.Square<S, V>(sum, gradient, 1, 1);
            V root = S.Add(S.Sqrt(S.Add(sum, S.Broadcast(initialSum))), S.Broadcast(epsilon));
            return S.MultiplyAdd(S.Broadcast(-rate), S.Divide(gradient, root), value);
        }
    }
}
