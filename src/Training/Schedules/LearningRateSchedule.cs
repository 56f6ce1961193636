namespace Espalier.Training;

/// <summary>
/// What the learning rate is at each step of a run. A schedule keeps nothing: the rate follows from where the run
/// stands, so that a run that resumes goes on with the same rates.
/// </summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="at">Where the run stands.</param>
    /// <returns>A finite rate, at least 0.</returns>
    public abstract float Rate(in RunPosition at);

    /// <summary>The same rate throughout.</summary>
    /// <param name="rate">The rate, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public static LearningRateSchedule Constant(float rate) => new LinearSchedule(rate, rate);

    /// <summary>
    /// A straight line: step <c>t</c> of <c>T</c> has the rate <c>start + (end − start)·t/T</c>, so that
    /// <paramref name="end"/> would be reached by the step after the last.
    /// </summary>
    /// <param name="start">The rate of the first step, at least 0.</param>
    /// <param name="end">The rate at the end, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative or not finite.</exception>
    public static LearningRateSchedule Linear(float start, float end = 0) => new LinearSchedule(start, end);

    /// <summary>Multiplied by a factor every so many epochs.</summary>
    /// <param name="rate">The rate of the first epochs, at least 0.</param>
    /// <param name="everyEpochs">Epochs from one change to the next, at least 1.</param>
    /// <param name="factor">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRateSchedule Step(float rate, int everyEpochs, float factor = .1f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyEpochs, 1);
        return new PowerSchedule(rate, factor, at => at.Epoch / everyEpochs);
    }

    /// <summary>Multiplied by a factor after each of the given epochs.</summary>
    /// <param name="rate">The rate of the first epochs, at least 0.</param>
    /// <param name="epochs">The number of epochs before each change, ascending.</param>
    /// <param name="factor">Above 0.</param>
    /// <exception cref="ArgumentException">The epochs are not ascending, or a number is out of range.</exception>
    public static LearningRateSchedule MultiStep(float rate, int[] epochs, float factor = .1f)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        for (int i = 1; i < epochs.Length; i++)
        {
            if (epochs[i] <= epochs[i - 1])
            {
                throw new ArgumentException($"The epochs are {string.Join(", ", epochs)}; expected them ascending.", nameof(epochs));
            }
        }

        int[] places = [.. epochs];
        return new PowerSchedule(rate, factor, at =>
        {
            int passed = 0;
            while (passed < places.Length && places[passed] <= at.Epoch)
            {
                passed++;
            }

            return passed;
        });
    }

    /// <summary>Multiplied by a factor after every epoch.</summary>
    /// <param name="rate">The rate of the first epoch, at least 0.</param>
    /// <param name="factor">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRateSchedule Exponential(float rate, float factor = .95f) => new PowerSchedule(rate, factor, at => at.Epoch);

    /// <summary>Half a cosine from start to end (Loshchilov and Hutter, 2017): <c>end + (start − end)·(1 + cos(π t/T))/2</c>.</summary>
    /// <param name="start">The rate of the first step, at least 0.</param>
    /// <param name="end">The rate at the end, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative or not finite.</exception>
    public static LearningRateSchedule Cosine(float start, float end = 0) => new CosineSchedule(start, end, cycles: 1);

    /// <summary>Several half cosines, one after the other, each from start to end: at the end of each a network is found that may join an ensemble (Huang et al., 2017).</summary>
    /// <param name="start">The rate of the first step of a cycle, at least 0.</param>
    /// <param name="cycles">How many, at least 1.</param>
    /// <param name="end">The rate at the end of a cycle, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRateSchedule CosineCycles(float start, int cycles, float end = 0) => new CosineSchedule(start, end, cycles);

    /// <summary>Straight up from low to high and down again, over and over (Smith, 2017).</summary>
    /// <param name="low">The rate of the first step, at least 0.</param>
    /// <param name="high">The rate in the middle of a period, at least 0.</param>
    /// <param name="period">Steps of one up and down, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRateSchedule Cyclic(float low, float high, long period) => new CyclicSchedule(low, high, period);

    /// <summary>One cosine up, one cosine down to almost nothing (Smith and Topin, 2018), with the proportions of PyTorch.</summary>
    /// <param name="peak">The greatest rate, at least 0.</param>
    /// <param name="rise">The share of the run that goes up, above 0 and below 1.</param>
    /// <param name="startDivisor">The peak divided by the first rate, at least 1.</param>
    /// <param name="endDivisor">The first rate divided by the last, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRateSchedule OneCycle(float peak, float rise = .3f, float startDivisor = 25, float endDivisor = 1e4f) => new OneCycleSchedule(peak, rise, startDivisor, endDivisor);

    /// <summary>Multiplied by a factor whenever the validation loss has not become smaller for some epochs.</summary>
    /// <param name="rate">The first rate, at least 0.</param>
    /// <param name="factor">Above 0 and below 1.</param>
    /// <param name="patience">Epochs without a smaller loss that are borne, at least 0.</param>
    /// <param name="threshold">The share by which a loss must be smaller to count, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRateSchedule OnPlateau(float rate, float factor = .1f, int patience = 10, float threshold = 1e-4f) => new PlateauSchedule(rate, factor, patience, threshold);

    /// <summary>This schedule after a straight rise to its first rate.</summary>
    /// <param name="steps">Steps of the rise, at least 1; the schedule itself covers the steps after them.</param>
    /// <param name="from">The share of the first rate at which the rise begins, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public LearningRateSchedule WithWarmUp(long steps, float from = 0) => new WarmUpSchedule(this, steps, from);

    /// <summary>The rates of a whole run, for a plot.</summary>
    /// <param name="steps">Steps in the run, at least 1.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, at least 1.</param>
    public float[] Rates(int steps, int stepsPerEpoch = 1)
    {
        float[] rates = new float[steps];
        for (int step = 0; step < steps; step++)
        {
            rates[step] = Rate(new RunPosition(step, steps, stepsPerEpoch, []));
        }

        return rates;
    }

    private protected static float CheckRate(float rate, string name) =>
        float.IsFinite(rate) && rate >= 0
            ? rate
            : throw new ArgumentOutOfRangeException(name, rate, FormattableString.Invariant($"The learning rate is {rate}; expected a finite number of at least 0."));

    private protected static float CheckIn(float value, float above, float atMost, string name) =>
        value > above && value <= atMost
            ? value
            : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value}; expected a number above {above} and at most {atMost}."));
}
