namespace Espalier.Training.Checks;

/// <summary>What the losses of training and validation say together, in words.</summary>
public static class GapReport
{
    /// <summary>Explains a run that had a validation set.</summary>
    /// <param name="history">The run; at least one epoch of it is over.</param>
    /// <returns>Some sentences: whether it learnt, whether it overfits, and what is usually done about it.</returns>
    /// <exception cref="ArgumentException">There is no epoch with a validation.</exception>
    public static string Explain(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        EpochRecord[] epochs = [.. history.Epochs.Where(epoch => epoch.Validation is not null)];
        if (epochs.Length == 0)
        {
            throw new ArgumentException("The run has no epoch with a validation.", nameof(history));
        }

        EpochRecord last = epochs[^1];
        float validation = last.Validation!.Value.Loss;
        EpochRecord best = epochs.MinBy(epoch => epoch.Validation!.Value.Loss)!;
        string facts = FormattableString.Invariant($"After epoch {last.Epoch} the training loss is {last.Loss:G4} and the validation loss {validation:G4}.");
        if (!float.IsNaN(last.Accuracy))
        {
            facts += FormattableString.Invariant($" {100 * last.Accuracy:F1} % of the training and {100 * last.Validation!.Value.Accuracy:F1} % of the validation samples are classified correctly.");
        }

        return $"{facts} {Judge(epochs, last, best, validation)}";
    }

    private static string Judge(EpochRecord[] epochs, EpochRecord last, EpochRecord best, float validation)
    {
        bool hasFallen = last.Loss < .9f * epochs[0].Loss || epochs.Length == 1;
        float bestLoss = best.Validation!.Value.Loss;
        if (best.Epoch < last.Epoch && validation > 1.1f * bestLoss)
        {
            return FormattableString.Invariant($"The validation loss was smallest ({bestLoss:G4}) after epoch {best.Epoch} and has risen since: the network overfits. Stop there (EarlyStopping), or use more data, augmentation, weight decay or dropout, or a smaller network.");
        }

        if (validation > 1.5f * last.Loss && validation - last.Loss > .05f)
        {
            return "The gap is wide: the network knows the training samples better than their rule. More data, augmentation, weight decay or dropout may help; the validation loss has not risen yet.";
        }

        if (!hasFallen)
        {
            return "The training loss has hardly fallen: the network underfits, or the rate is wrong. Try the range test of rates, a larger network, or longer training.";
        }

        bool stillFalling = epochs.Length > 2 && last.Loss < .97f * epochs[^2].Loss;
        string gap = last.Loss > validation
            ? "The training loss is the greater one, as usual where it is measured during the epoch, or with dropout and augmentation."
            : "The gap is small: what was learnt holds for new samples.";
        return gap + (stillFalling ? " Both may still fall with longer training." : " A larger network or longer training may find more.");
    }
}
