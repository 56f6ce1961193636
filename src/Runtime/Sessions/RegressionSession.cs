namespace Espalier;

/// <summary>Training of a network whose only loss compares the output with targets of the same shape.</summary>
public abstract class RegressionSession : TrainingSession
{
    /// <inheritdoc cref="TrainingSession(Network, NetworkParameters, Optimizer, int, int, int, in SessionLayout)"/>
    protected RegressionSession(Network network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, int seed, in SessionLayout layout)
        : base(network, parameters, optimizer, batchSize, threads, seed, layout with { Losses = layout.Losses ?? [new LossInfo("Loss", "targets", layout.Outputs[0].Length, Pixels: layout.Outputs[0].Pixels)] })
    {
    }

    /// <summary>The targets of the present batch, in the order that outputs have inside.</summary>
    protected ReadOnlySpan<float> Targets => TargetsOf(0);

    /// <summary>Computes the outputs of a batch in training mode, its losses and the gradient of the output.</summary>
    /// <param name="input">Samples one after the other, each in PyTorch's order; finite.</param>
    /// <param name="targets">The right output of each sample, in PyTorch's order; finite.</param>
    /// <returns>The mean loss over the samples.</returns>
    /// <exception cref="ArgumentException">A length does not fit, there are too few or too many samples, or a value is not finite.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite. Parameters and running statistics are unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public float Forward(ReadOnlySpan<float> input, ReadOnlySpan<float> targets)
    {
        int count = Check(input, targets);
        TakeInput(0, input, count);
        TakeTargets(0, targets, count);
        return Run(count);
    }

    /// <summary>Forward, Backward and Update in one, without allocating.</summary>
    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public float Step(ReadOnlySpan<float> input, ReadOnlySpan<float> targets)
    {
        int count = Check(input, targets);
        TakeTargets(0, targets, count);
        return StepOn(input, count);
    }

    private int Check(ReadOnlySpan<float> input, ReadOnlySpan<float> targets)
    {
        int count = CountSamples(input, nameof(input));
        CheckInput(0, input, count, nameof(input));
        CheckTargets(0, targets, count);
        return count;
    }
}
