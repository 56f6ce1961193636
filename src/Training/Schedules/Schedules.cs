namespace Espalier.Training;

/// <summary>A straight line from the first step to the one after the last.</summary>
internal sealed class LinearSchedule(float start, float end) : LearningRateSchedule
{
    private readonly float _start = CheckRate(start, nameof(start));
    private readonly float _end = CheckRate(end, nameof(end));

    public override float Rate(in RunPosition at) => _start + ((_end - _start) * (float)((double)at.Step / at.Steps));
}

/// <summary>rate · factor^n, where n counts something.</summary>
internal sealed class PowerSchedule(float rate, float factor, Func<RunPosition, long> exponent) : LearningRateSchedule
{
    private readonly float _rate = CheckRate(rate, nameof(rate));
    private readonly float _factor = CheckIn(factor, 0, float.MaxValue, nameof(factor));

    public override float Rate(in RunPosition at) => (float)(_rate * Math.Pow(_factor, exponent(at)));
}

/// <summary>Half cosines, one per cycle.</summary>
internal sealed class CosineSchedule : LearningRateSchedule
{
    private readonly float _start;
    private readonly float _end;
    private readonly int _cycles;

    internal CosineSchedule(float start, float end, int cycles)
    {
        _start = CheckRate(start, nameof(start));
        _end = CheckRate(end, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(cycles, 1);
        _cycles = cycles;
    }

    public override float Rate(in RunPosition at)
    {
        // A cycle has as many steps as in CycleEnds.
        long length = (at.Steps + _cycles - 1) / _cycles;
        return (float)(_end + ((_start - _end) * (1 + Math.Cos(Math.PI * (at.Step % length) / length)) / 2));
    }
}

/// <summary>Triangles between two rates.</summary>
internal sealed class CyclicSchedule : LearningRateSchedule
{
    private readonly float _low;
    private readonly float _high;
    private readonly long _period;

    internal CyclicSchedule(float low, float high, long period)
    {
        _low = CheckRate(low, nameof(low));
        _high = CheckRate(high, nameof(high));
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        _period = period;
    }

    public override float Rate(in RunPosition at)
    {
        double place = (double)(at.Step % _period) / _period;
        return (float)(_low + ((_high - _low) * (1 - Math.Abs((2 * place) - 1))));
    }
}

/// <summary>A cosine up and a cosine down.</summary>
internal sealed class OneCycleSchedule(float peak, float rise, float startDivisor, float endDivisor) : LearningRateSchedule
{
    private readonly float _peak = CheckRate(peak, nameof(peak));
    private readonly float _rise = CheckIn(rise, 0, .999f, nameof(rise));
    private readonly float _start = peak / CheckIn(startDivisor, .999f, float.MaxValue, nameof(startDivisor));
    private readonly float _end = peak / startDivisor / CheckIn(endDivisor, .999f, float.MaxValue, nameof(endDivisor));

    public override float Rate(in RunPosition at)
    {
        // As PyTorch counts: the peak is step rise · steps − 1, the end is the last step.
        double top = Math.Max(((double)_rise * at.Steps) - 1, 0);
        double last = Math.Max(at.Steps - 1, 1);
        return at.Step <= top
            ? Between(_start, _peak, top == 0 ? 1 : at.Step / top)
            : Between(_peak, _end, (at.Step - top) / (last - top));
    }

    private static float Between(float from, float to, double share) => (float)(to + ((from - (double)to) * (1 + Math.Cos(Math.PI * share)) / 2));
}

/// <summary>A straight rise before another schedule.</summary>
internal sealed class WarmUpSchedule : LearningRateSchedule
{
    private readonly LearningRateSchedule _then;
    private readonly long _steps;
    private readonly float _from;

    internal WarmUpSchedule(LearningRateSchedule then, long steps, float from)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _then = then;
        _steps = steps;
        _from = from is >= 0 and <= 1 ? from : throw new ArgumentOutOfRangeException(nameof(from), from, FormattableString.Invariant($"from is {from}; expected 0 … 1."));
    }

    public override float Rate(in RunPosition at)
    {
        RunPosition after = at with { Step = Math.Max(at.Step - _steps, 0), Steps = Math.Max(at.Steps - _steps, 1) };
        double share = at.Step >= _steps ? 1 : _from + ((1 - (double)_from) * at.Step / _steps);
        return (float)(share * _then.Rate(after));
    }
}

/// <summary>Smaller whenever the validation loss stands still: counted anew from the history, as nothing is kept.</summary>
internal sealed class PlateauSchedule : LearningRateSchedule
{
    private readonly float _rate;
    private readonly float _factor;
    private readonly int _patience;
    private readonly float _threshold;

    internal PlateauSchedule(float rate, float factor, int patience, float threshold)
    {
        _rate = CheckRate(rate, nameof(rate));
        _factor = CheckIn(factor, 0, .9999f, nameof(factor));
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _patience = patience;
        _threshold = CheckRate(threshold, nameof(threshold));
    }

    public override float Rate(in RunPosition at)
    {
        double rate = _rate;
        double best = double.PositiveInfinity;
        int waited = 0;
        for (int i = 0; i < at.Epochs.Count; i++)
        {
            float loss = at.Epochs[i].Validation?.Loss ?? at.Epochs[i].Loss;
            if (loss < best * (1 - _threshold))
            {
                best = loss;
                waited = 0;
            }
            else if (++waited > _patience)
            {
                rate *= _factor;
                waited = 0;
            }
        }

        return (float)rate;
    }
}
