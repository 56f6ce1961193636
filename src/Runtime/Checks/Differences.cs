namespace Espalier;

/// <summary>Differences of a function of one number around a point, by several steps.</summary>
internal sealed class Differences
{
    private readonly double[] _derivatives, _bends, _roundings;

    private Differences(int steps) => (_derivatives, _bends, _roundings) = (new double[steps], new double[steps], new double[steps]);

    /// <summary>Takes the differences.</summary>
    /// <param name="point">Where.</param>
    /// <param name="steps">Widths, falling.</param>
    /// <param name="rounding">By how much rounding may change a value.</param>
    /// <param name="function">The function.</param>
    internal static Differences Of(double point, double[] steps, double rounding, Func<double, double> function)
    {
        double value = function(point);
        var differences = new Differences(steps.Length);
        for (int i = 0; i < steps.Length; i++)
        {
            double step = steps[i];
            double right = function(point + step), left = function(point - step);
            double farRight = function(point + (2 * step)), farLeft = function(point - (2 * step));

            // The central difference of fourth order; and what second differences hold beside curvature, which grows with
            // the square of the step: by how much the slope changes at a kink in the point.
            differences._derivatives[i] = ((8 * (right - left)) - (farRight - farLeft)) / (12 * step);
            differences._bends[i] = ((4 * (right - (2 * value) + left)) - (farRight - (2 * value) + farLeft)) / (2 * step);
            differences._roundings[i] = 4 * rounding / step;
        }

        return differences;
    }

    /// <summary>
    /// The derivative, by the step that agrees best with the next narrower one; null where none does, although rounding
    /// would let it: a kink lies between or at the point.
    /// </summary>
    /// <param name="agreement">How far two that agree may be apart.</param>
    internal double? Derivative(double agreement)
    {
        double least = double.PositiveInfinity;
        int best = 0;
        for (int i = 0; i + 1 < _derivatives.Length; i++)
        {
            double apart = Math.Max(Math.Abs(_derivatives[i] - _derivatives[i + 1]), Math.Abs(_bends[i]));
            if (double.IsNaN(apart))
            {
                return double.NaN;
            }

            (least, best) = apart < least ? (apart, i) : (least, best);
        }

        return least <= Math.Max(agreement, _roundings[best]) ? _derivatives[best] : null;
    }
}
