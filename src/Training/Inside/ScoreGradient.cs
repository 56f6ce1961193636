namespace Espalier.Training.Inside;

/// <summary>Backward from one score of one sample.</summary>
internal static class ScoreGradient
{
    internal static void Run(TrainingSession session, ReadOnlySpan<float> sample, int label)
    {
        ArgumentNullException.ThrowIfNull(session);
        int classes = session.Network.Description.OutputLength;
        if ((uint)label >= (uint)classes)
        {
            throw new ArgumentOutOfRangeException(nameof(label), label, $"There is no class {label}; {session.Network.Description.Name} has 0 … {classes - 1}.");
        }

        session.Forward(sample);
        session.OutputGradient[label] = 1;

        // What was there would be added to.
        session.Gradients.Scale(0);
    }
}
