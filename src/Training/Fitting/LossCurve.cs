namespace Espalier.Training;

/// <summary>The picture of a run: the loss of the steps, its running mean, and the losses of the epochs.</summary>
public static class LossCurve
{
    // Share of the run that the running mean covers.
    private const double Window = .02;

    /// <summary>Draws a run.</summary>
    /// <param name="history">The run.</param>
    /// <param name="title">What stands above the plot.</param>
    /// <param name="validationName">What the validation set is called in the legend, such as "test".</param>
    public static LinePlot Of(TrainingHistory history, string title, string validationName = "validation")
    {
        ArgumentNullException.ThrowIfNull(history);
        var plot = new LinePlot { Title = title, XLabel = "step", YLabel = "loss", LogY = true };
        ReadOnlySpan<float> losses = history.Losses.Means;
        double[] steps = new double[losses.Length];
        double[] raw = new double[losses.Length];
        double[] smooth = new double[losses.Length];
        int reach = Math.Max(1, (int)(Window * losses.Length / 2));
        double sum = 0;
        for (int i = -reach; i < losses.Length; i++)
        {
            // The mean over what lies within reach on both sides; less of it at the ends.
            sum += i + reach < losses.Length ? losses[i + reach] : 0;
            sum -= i - reach > 0 ? losses[i - reach - 1] : 0;
            if (i >= 0)
            {
                steps[i] = (i + 1) * (double)history.Losses.Stride;
                raw[i] = losses[i];
                smooth[i] = sum / (Math.Min(i + reach, losses.Length - 1) - Math.Max(i - reach, 0) + 1);
            }
        }

        plot.Add("training, each step", steps, raw, SeriesStyle.Faint, colour: 0);
        plot.Add("training, running mean", steps, smooth, SeriesStyle.Line, colour: 0);
        EpochRecord[] measured = [.. history.Epochs.Where(epoch => epoch.Validation is not null)];
        if (measured.Length > 0)
        {
            plot.Add(validationName, Array.ConvertAll(measured, epoch => (double)epoch.Step), Array.ConvertAll(measured, epoch => (double)epoch.Validation!.Value.Loss), SeriesStyle.Dots, colour: 1);
        }

        return plot;
    }
}
