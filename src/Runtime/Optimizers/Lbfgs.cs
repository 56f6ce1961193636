namespace Espalier;

/// <summary>
/// L-BFGS (Liu and Nocedal 1989) with a line search for the strong Wolfe conditions, as PyTorch's LBFGS with
/// <c>strong_wolfe</c>: for small nets and the whole data as one batch. A session with it takes no single updates: its
/// <c>Step</c>, or <see cref="TrainingSession.Minimize"/>, evaluates the loss as often as the search asks. It knows no
/// weight decay, no clipping and no groups.
/// </summary>
public sealed record Lbfgs : Optimizer
{
    /// <summary>L-BFGS.</summary>
    /// <param name="rate">The length, in steps of Newton's, at which every line search begins; finite, at least 0.</param>
    /// <param name="iterations">Line searches in one Step at most; at least 1.</param>
    /// <param name="history">Pairs of steps and changes of the gradient that are kept, two blocks of parameters each; at least 1.</param>
    /// <param name="gradientTolerance">A Step ends where no gradient is larger; finite, at least 0.</param>
    /// <param name="changeTolerance">A Step ends where neither values nor the loss change more; finite, at least 0.</param>
    /// <param name="evaluations">Evaluations after which a Step ends with the search that it is in; 0 for 5/4 of the iterations.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Lbfgs(float rate = 1, int iterations = 20, int history = 100, float gradientTolerance = 1e-7f, float changeTolerance = 1e-9f, int evaluations = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(history, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfNegative(evaluations);
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Iterations = iterations;
        History = history;
        GradientTolerance = SettingCheck.AtLeastZero(gradientTolerance, nameof(gradientTolerance));
        ChangeTolerance = SettingCheck.AtLeastZero(changeTolerance, nameof(changeTolerance));
        Evaluations = evaluations > 0 ? evaluations : (int)Math.Min(int.MaxValue, iterations * 5L / 4);
    }

    /// <summary>Line searches in one Step at most.</summary>
    public int Iterations { get; }

    /// <summary>Pairs of steps and changes of the gradient that are kept.</summary>
    public int History { get; }

    /// <summary>A Step ends where no gradient is larger.</summary>
    public float GradientTolerance { get; }

    /// <summary>A Step ends where neither values nor the loss change more.</summary>
    public float ChangeTolerance { get; }

    /// <summary>Evaluations after which a Step ends with the search that it is in.</summary>
    public int Evaluations { get; }

    /// <inheritdoc/>
    public override int StateSlots => (2 * History) + 2;

    /// <inheritdoc/>
    internal override int ScratchSlots => StrongWolfe.Buffers + 1;

    /// <summary>Not to be called: see the remarks on the class.</summary>
    /// <param name="update">Any.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Apply(in ParameterUpdate update) => throw new NotSupportedException("L-BFGS evaluates the loss several times: use Step or Minimize.");
}
