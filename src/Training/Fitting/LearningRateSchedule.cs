using System.Globalization;

namespace Espalier.Training;

/// <summary>What the learning rate is at each step of a run.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">The number of steps in the run, at least 1.</param>
    /// <returns>A finite rate, at least 0.</returns>
    public abstract float Rate(long step, long steps);

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

    private sealed class LinearSchedule : LearningRateSchedule
    {
        private readonly float _start;
        private readonly float _end;

        internal LinearSchedule(float start, float end)
        {
            _start = Check(start, nameof(start));
            _end = Check(end, nameof(end));
        }

        public override float Rate(long step, long steps) => _start + ((_end - _start) * (float)((double)step / steps));

        private static float Check(float rate, string name) =>
            float.IsFinite(rate) && rate >= 0
                ? rate
                : throw new ArgumentOutOfRangeException(name, rate, string.Create(CultureInfo.InvariantCulture, $"The learning rate is {rate}; expected a finite number of at least 0."));
    }
}
