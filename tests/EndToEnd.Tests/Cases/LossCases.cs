namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(6), Dense(11), SoftmaxCrossEntropy]
public sealed partial class CrossEntropyCase;

[Network, Input(4), Dense(5), SoftmaxCrossEntropy]
public sealed partial class CrossEntropyExtremeCase;

[Network, Input(6), Dense(19), SoftmaxCrossEntropy(smoothing: 0.1f)]
public sealed partial class CrossEntropySmoothingCase;

[Network, Input(6), Dense(5), SoftmaxCrossEntropy(classWeights: [0.5f, 2, 0, 1, 3], smoothing: 0.25f)]
public sealed partial class CrossEntropyWeightsCase;

[Network, Input(6), Dense(5), SoftmaxCrossEntropy(ignored: -1)]
public sealed partial class CrossEntropyIgnoredCase;

[Network, Input(6), Dense(5), SoftmaxCrossEntropy(distributions: true, classWeights: [0.5f, 2, 0.25f, 1, 3], smoothing: 0.1f)]
public sealed partial class CrossEntropyDistributionsCase;

[Network, Input(2, 5, 7), Conv2D(3, kernel: 3, padding: 1), SoftmaxCrossEntropy(classWeights: [1, 0.5f, 2], smoothing: 0.1f, ignored: 255)]
public sealed partial class CrossEntropyPixelsCase;

[Network, Input(2, 5, 4), Conv2D(3, kernel: 3, padding: 1), SoftmaxCrossEntropy]
public sealed partial class CrossEntropyPixelsPlainCase;

[Network, Input(2, 5, 4), Conv2D(3, kernel: 2), SoftmaxCrossEntropy(distributions: true)]
public sealed partial class CrossEntropyPixelDistributionsCase;

[Network, Input(6), Dense(19), BinaryCrossEntropy]
public sealed partial class BinaryCrossEntropyCase;

[Network, Input(6), Dense(5), BinaryCrossEntropy(positiveWeight: 3)]
public sealed partial class BinaryCrossEntropyPositiveCase;

[Network, Input(2, 5, 6), Conv2D(3, kernel: 3), BinaryCrossEntropy(positiveWeights: [1, 0.5f, 3])]
public sealed partial class BinaryCrossEntropyEachCase;

[Network, Input(4), Dense(5), BinaryCrossEntropy]
public sealed partial class BinaryCrossEntropyExtremeCase;

[Network, Input(6), Dense(19), MulticlassHinge]
public sealed partial class HingeCase;

[Network, Input(6), Dense(5), MulticlassHinge(margin: 0.5f, squared: true, classWeights: [0.5f, 2, 0.25f, 1, 3])]
public sealed partial class HingeSquaredCase;

[Network, Input(3), Dense(17), MeanSquaredError]
public sealed partial class MeanSquaredErrorCase;

[Network, Input(3), Dense(17), MeanAbsoluteError]
public sealed partial class MeanAbsoluteErrorCase;

[Network, Input(3), Dense(17), Huber(delta: 0.75f)]
public sealed partial class HuberCase;

[Network, Input(2, 5, 4), Conv2D(3, kernel: 3), SmoothL1(beta: 0.5f)]
public sealed partial class SmoothL1Case;

[Network, Input(6), Dense(11), KullbackLeibler]
public sealed partial class KullbackLeiblerCase;

[Network, Input(6), Dense(5), Loss<Focal>]
public sealed partial class OwnLossCase;

[Network, Input(3), Dense(5), BinaryCrossEntropy(weight: 0.3f)]
public sealed partial class WeightedBinaryCase;

[Network, Input(3), Dense(5), MulticlassHinge(weight: 2.5f)]
public sealed partial class WeightedHingeCase;

[Network, Input(3), Dense(5), Huber(weight: 0.3f)]
public sealed partial class WeightedHuberCase;

[Network, Input(3), Dense(5), SmoothL1(weight: 2.5f)]
public sealed partial class WeightedSmoothCase;

[Network, Input(3), Dense(5), KullbackLeibler(weight: 0.3f)]
public sealed partial class WeightedDivergenceCase;

[Network, Input(3), Dense(5), Loss<Focal>(weight: 2.5f)]
public sealed partial class WeightedOwnCase;

[Network, Input(1, 50, 51), Conv2D(2, kernel: 1), MeanSquaredError]
public sealed partial class LongSampleCase;

/// <summary>The focal loss of binary labels, gamma 2: what is told apart well already counts little.</summary>
public readonly struct Focal : ILoss
{
    public static T Value<T>(T output, T target)
        where T : struct, IReal<T>
    {
        T p = T.Sigmoid(output), q = T.Sigmoid(-output);
        return -target * q * q * T.Log(p) - (1 - target) * p * p * T.Log(q);
    }

    public static T Derivative<T>(T output, T target)
        where T : struct, IReal<T>
    {
        T p = T.Sigmoid(output), q = T.Sigmoid(-output);
        return target * q * q * (2 * p * T.Log(p) - q) + (1 - target) * p * p * (p - 2 * q * T.Log(q));
    }

    public static double InDouble(double output, double target)
    {
        double p = 1 / (1 + Math.Exp(-output));
        return -target * Math.Pow(1 - p, 2) * Math.Log(p) - (1 - target) * Math.Pow(p, 2) * Math.Log(1 - p);
    }
}
