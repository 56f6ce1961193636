using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The cross-entropy of the softmax of scores with labels: the mean of <c>−log softmax(scores)[label]</c>. Labels are integers
/// from 0 up to the number of scores: one a sample, a step of a sequence or a pixel of an image, whose channels are the scores.
/// Prediction gives the scores. Over vectors it makes the network a classifier.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftmaxCrossEntropyAttribute : LayerAttribute
{
    /// <summary>Softmax cross-entropy.</summary>
    /// <param name="smoothing">The share of each label that is spread evenly over all classes, at least 0 and below 1.</param>
    /// <param name="classWeights">How much each class counts, one number for each, at least 0; unset, all count the same.</param>
    /// <param name="ignored">A label that counts for nothing, for example −1 or 255 where the class is not known; unset, there is none.</param>
    /// <param name="distributions">True compares with distributions over the classes, of the shape of the scores, instead of labels.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public SoftmaxCrossEntropyAttribute(float smoothing = 0, float[]? classWeights = null, int ignored = int.MinValue, bool distributions = false, float weight = 1)
    {
    }
}

/// <summary>
/// Softmax cross-entropy. The network's labels are members of an enum: <c>Classify</c> returns one, and a step takes them.
/// </summary>
/// <typeparam name="TLabel">An enum with the members 0, 1, 2, … without gaps, one for each class.</typeparam>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftmaxCrossEntropyAttribute<TLabel> : LayerAttribute
    where TLabel : struct, Enum
{
    /// <summary>Softmax cross-entropy.</summary>
    /// <param name="smoothing">The share of each label that is spread evenly over all classes, at least 0 and below 1.</param>
    /// <param name="classWeights">How much each class counts, one number for each, at least 0; unset, all count the same.</param>
    /// <param name="ignored">A label that counts for nothing, for example −1 or 255 where the class is not known; unset, there is none.</param>
    /// <param name="distributions">True compares with distributions over the classes, of the shape of the scores, instead of labels.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public SoftmaxCrossEntropyAttribute(float smoothing = 0, float[]? classWeights = null, int ignored = int.MinValue, bool distributions = false, float weight = 1)
    {
    }
}
