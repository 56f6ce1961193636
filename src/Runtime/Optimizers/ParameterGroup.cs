namespace Espalier;

/// <summary>
/// Tensors that an optimizer treats in a way of their own: with a rate that is a part or a multiple of the session's, or
/// with another weight decay. Given to <see cref="TrainingSession.Groups"/>.
/// </summary>
public sealed record ParameterGroup
{
    /// <summary>A group of tensors.</summary>
    /// <param name="pattern">
    /// The name of a tensor in files, such as <c>layer1.0.conv1.weight</c>, or of a layer, such as <c>Conv1</c>; <c>*</c>
    /// stands for any characters and <c>?</c> for one, so that <c>layer1.*</c> is all of a block.
    /// </param>
    /// <param name="rateFactor">What the session's rate is multiplied by; finite, at least 0.</param>
    /// <param name="weightDecay">
    /// The decay of all tensors of the group, biases among them; finite, at least 0. Null: as the optimizer's settings say.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is empty or holds control characters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ParameterGroup(string pattern, float rateFactor = 1, float? weightDecay = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        foreach (char character in pattern)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException($"pattern holds the control character U+{(int)character:X4}; expected the name of a tensor or layer.", nameof(pattern));
            }
        }

        Pattern = pattern;
        RateFactor = SettingCheck.AtLeastZero(rateFactor, nameof(rateFactor));
        WeightDecay = weightDecay is { } decay ? SettingCheck.AtLeastZero(decay, nameof(weightDecay)) : null;
    }

    /// <summary>The names of the group's tensors or layers.</summary>
    public string Pattern { get; }

    /// <summary>What the session's rate is multiplied by.</summary>
    public float RateFactor { get; }

    /// <summary>The decay of all tensors of the group; null where the optimizer's holds.</summary>
    public float? WeightDecay { get; }
}
