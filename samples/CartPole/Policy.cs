using Espalier;

namespace Samples.CartPole;

/// <summary>Scores of a push to the left and to the right. It has no loss: the game says what is good.</summary>
[Network]
[Input(4)]
[Dense(32)] [Tanh]
[Dense(2, Init = Init.Zeros)]
public sealed partial class PolicyNet;

internal static class Policy
{
    /// <summary>The probability of pushing to the right: the softmax of two scores.</summary>
    public static float Right(ReadOnlySpan<float> scores) => 1 / (1 + MathF.Exp(scores[0] - scores[1]));
}
