using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The loss of support vector machines for several classes: the mean over the classes other than the label, and over the batch, of
/// <c>max(0, margin + score − score[label])</c>, where the mean divides by the number of all classes, as PyTorch's
/// <c>MultiMarginLoss</c>. Prediction gives the scores. Over vectors it makes the network a classifier.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MulticlassHingeAttribute : LayerAttribute
{
    /// <summary>Multiclass hinge.</summary>
    /// <param name="margin">By how much the score of the label must exceed the others, above 0.</param>
    /// <param name="squared">Whether the excesses are squared.</param>
    /// <param name="classWeights">How much each class counts, one number for each, at least 0; unset, all count the same.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public MulticlassHingeAttribute(float margin = 1, bool squared = false, float[]? classWeights = null, float weight = 1)
    {
    }
}

/// <summary>
/// Multiclass hinge. The network's labels are members of an enum: <c>Classify</c> returns one, and a step takes them.
/// </summary>
/// <typeparam name="TLabel">An enum with the members 0, 1, 2, … without gaps, one for each class.</typeparam>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MulticlassHingeAttribute<TLabel> : LayerAttribute
    where TLabel : struct, Enum
{
    /// <summary>Multiclass hinge.</summary>
    /// <param name="margin">By how much the score of the label must exceed the others, above 0.</param>
    /// <param name="squared">Whether the excesses are squared.</param>
    /// <param name="classWeights">How much each class counts, one number for each, at least 0; unset, all count the same.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public MulticlassHingeAttribute(float margin = 1, bool squared = false, float[]? classWeights = null, float weight = 1)
    {
    }
}
