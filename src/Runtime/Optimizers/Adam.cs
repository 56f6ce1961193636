namespace Espalier;

/// <summary>
/// Adam (Kingma and Ba 2015): steps along the running mean of the gradients, divided by the root of the running mean of
/// their squares; both corrected for their start at 0. As PyTorch's Adam.
/// </summary>
public sealed record Adam : Optimizer
{
    /// <summary>Adam.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="beta1">The share of the mean that is kept; at least 0, below 1.</param>
    /// <param name="beta2">The share of the mean of squares that is kept; at least 0, below 1.</param>
    /// <param name="epsilon">Added to the root; finite, above 0.</param>
    /// <param name="weightDecay">Draws weights to 0 by way of the gradient: see <see cref="Optimizer.WeightDecay"/>.</param>
    /// <param name="amsgrad">Whether to divide by the root of the largest mean of squares so far (Reddi and others 2018).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(float rate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0, bool amsgrad = false)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Beta1 = SettingCheck.BelowOne(beta1, nameof(beta1));
        Beta2 = SettingCheck.BelowOne(beta2, nameof(beta2));
        Epsilon = SettingCheck.AboveZero(epsilon, nameof(epsilon));
        WeightDecay = SettingCheck.AtLeastZero(weightDecay, nameof(weightDecay));
        Amsgrad = amsgrad;
    }

    /// <summary>The share of the mean that is kept.</summary>
    public float Beta1 { get; }

    /// <summary>The share of the mean of squares that is kept.</summary>
    public float Beta2 { get; }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>Whether the largest mean of squares so far is divided by.</summary>
    public bool Amsgrad { get; }

    /// <inheritdoc/>
    public override int StateSlots => Amsgrad ? 3 : 2;

    /// <inheritdoc/>
    public override void Apply(in ParameterUpdate update) => UpdateLoop<AdamRule>.Run(
        update,
        new AdamRule(update.LearningRate, Beta1, Beta2, Epsilon, Amsgrad, update.Step),
        first: 0,
        second: 1,
        third: Amsgrad ? 2 : -1);
}
