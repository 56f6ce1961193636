namespace Espalier.EndToEnd.Tests.Support;

/// <summary>Optimizers by the names that the fixtures give them.</summary>
public static class Optimizers
{
    /// <summary>The optimizer, with PyTorch's habit of letting biases decay too.</summary>
    public static Optimizer Of(string kind, float rate) => Create(kind, rate) with { DecayBiases = true };

    private static Optimizer Create(string kind, float rate) => kind switch
    {
        "sgd" => new Sgd(rate),
        "momentum" => new Sgd(rate, momentum: 0.9f),
        "nesterov" => new Sgd(rate, momentum: 0.9f, nesterov: true),
        "sgd_decay" => new Sgd(rate, weightDecay: 0.1f),
        "momentum_dampened" => new Sgd(rate, momentum: 0.8f, dampening: 0.3f, weightDecay: 0.1f),
        "nesterov_decay" => new Sgd(rate, momentum: 0.9f, nesterov: true, weightDecay: 0.1f),
        "clip_norm" => new Sgd(rate) { Clip = Clipping.ByNorm(5) },
        "clip_value" => new Sgd(rate) { Clip = Clipping.ByValue(0.5f) },
        "adam" => new Adam(rate),
        "adam_decay" => new Adam(rate, weightDecay: 0.1f),
        "adam_amsgrad" => new Adam(rate, beta1: 0.8f, beta2: 0.9f, amsgrad: true),
        "adamw" => new AdamW(rate, weightDecay: 0.1f),
        "adamw_amsgrad" => new AdamW(rate, beta1: 0.8f, beta2: 0.9f, epsilon: 1e-5f, amsgrad: true),
        "adamw_groups" => new AdamW(rate),
        "adagrad" => new AdaGrad(rate),
        "adagrad_decay" => new AdaGrad(rate, rateDecay: 0.1f, initialSum: 0.1f, epsilon: 1e-6f, weightDecay: 0.1f),
        "rmsprop" => new RmsProp(rate),
        "rmsprop_centered" => new RmsProp(rate, alpha: 0.9f, centered: true),
        "rmsprop_momentum" => new RmsProp(rate, momentum: 0.8f, weightDecay: 0.1f),
        "rmsprop_all" => new RmsProp(rate, alpha: 0.9f, epsilon: 1e-4f, momentum: 0.8f, centered: true, weightDecay: 0.1f),
        "adamax" => new AdaMax(rate),
        "adamax_decay" => new AdaMax(rate, beta1: 0.8f, beta2: 0.9f, epsilon: 0.01f, weightDecay: 0.1f),
        _ => throw new ArgumentException("There is no optimizer " + kind + ".", nameof(kind)),
    };
}
