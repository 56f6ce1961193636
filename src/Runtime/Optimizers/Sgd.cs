using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// Stochastic gradient descent: <c>value −= rate · gradient</c>. With momentum,
/// <c>v = momentum · v + (1 − dampening) · gradient</c> takes the place of the gradient (undampened in the first step);
/// with Nesterov's, <c>gradient + momentum · v</c> does (Sutskever and others 2013). As PyTorch's SGD.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="momentum">The share of the last step that is kept; at least 0, below 1. 0: no momentum, no state.</param>
    /// <param name="nesterov">Whether to look ahead; needs momentum, and no dampening.</param>
    /// <param name="weightDecay">Draws weights to 0: see <see cref="Optimizer.WeightDecay"/>.</param>
    /// <param name="dampening">The share of the gradient that momentum leaves out; at least 0, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Sgd(float rate, float momentum = 0, bool nesterov = false, float weightDecay = 0, float dampening = 0)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Momentum = SettingCheck.BelowOne(momentum, nameof(momentum));
        WeightDecay = SettingCheck.AtLeastZero(weightDecay, nameof(weightDecay));
        Dampening = SettingCheck.BelowOne(dampening, nameof(dampening));
        Nesterov = nesterov;
        if (nesterov && momentum == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Nesterov's momentum must be above 0 and below 1.");
        }

        if (nesterov && dampening > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(dampening), dampening, "Nesterov's momentum takes no dampening: dampening must be 0.");
        }
    }

    /// <summary>The share of the last step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether the step looks ahead.</summary>
    public bool Nesterov { get; }

    /// <summary>The share of the gradient that momentum leaves out.</summary>
    public float Dampening { get; }

    /// <inheritdoc/>
    public override int StateSlots => Momentum > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override void Apply(in ParameterUpdate update)
    {
        float taken = update.Step == 1 ? 1 : (float)(1 - Moments.Exact(Dampening));
        UpdateLoop<Rule>.Run(update, new Rule(update.LearningRate, Momentum, taken, Nesterov), first: Momentum > 0 ? 0 : -1);
    }

    private readonly struct Rule(float rate, float momentum, float taken, bool nesterov) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Update<S, V>(V value, V gradient, ref V velocity, ref V second, ref V third)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            if (momentum > 0)
            {
                V kept = S.Broadcast(momentum);
                velocity = Moments.FlushMean<S, V>(S.MultiplyAdd(kept, velocity, S.Multiply(S.Broadcast(taken), gradient)));
                gradient = nesterov ? S.MultiplyAdd(kept, velocity, gradient) : velocity;
            }

            return S.MultiplyAdd(S.Broadcast(-rate), gradient, value);
        }
    }
}
