namespace Espalier;

/// <summary>A loss along a line through the parameters.</summary>
internal interface ILine
{
    /// <summary>The loss and its slope at a place on the line; an infinite loss where it cannot be computed.</summary>
    /// <param name="t">The place.</param>
    /// <param name="gradient">The number of the buffer that takes the gradient there.</param>
    LinePoint At(double t, int gradient);
}

/// <summary>A place on the line, the loss and its slope there, and the buffer with the gradient.</summary>
internal readonly record struct LinePoint(double T, double Loss, double Slope, int Gradient);

/// <summary>
/// A line search for the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6), step by step as
/// PyTorch's: first a bracket, then shorter and shorter ones by cubic interpolation.
/// </summary>
internal static class StrongWolfe
{
    /// <summary>Buffers of gradients that a search needs, the one of its start among them.</summary>
    internal const int Buffers = 4;

    private const double Descent = 1e-4;
    private const double Curvature = 0.9;
    private const int MaximumIterations = 25;

    /// <summary>Searches for a point that descends enough and is flat enough; gives the lowest it has found otherwise.</summary>
    /// <param name="line">The loss along the line.</param>
    /// <param name="start">Where the line starts; its slope is negative.</param>
    /// <param name="t">The first place to look at.</param>
    /// <param name="largest">The largest number in size of the line's direction.</param>
    /// <param name="tolerance">A bracket in which no value changes more is short enough.</param>
    /// <param name="evaluations">How often the loss was computed.</param>
    internal static LinePoint Search<TLine>(TLine line, LinePoint start, double t, double largest, double tolerance, out int evaluations)
        where TLine : ILine
    {
        LinePoint previous = start;
        LinePoint current = line.At(t, Free(start, start, start));
        evaluations = 1;
        while (true)
        {
            if (evaluations > MaximumIterations)
            {
                return start.Loss <= current.Loss ? start : current;
            }

            if (IsTooHigh(start, current) || (evaluations > 2 && current.Loss >= previous.Loss) || (current.Slope >= 0 && !IsFlat(start, current)))
            {
                break;
            }

            if (IsFlat(start, current))
            {
                return current;
            }

            double next = Interpolate(previous, current, current.T + (0.01 * (current.T - previous.T)), current.T * 10);
            previous = current;
            current = line.At(next, Free(start, previous, previous));
            evaluations++;
        }

        (LinePoint low, LinePoint high) = previous.Loss <= current.Loss ? (previous, current) : (current, previous);
        return Zoom(line, start, low, high, largest, tolerance, ref evaluations);
    }

    private static LinePoint Zoom<TLine>(TLine line, LinePoint start, LinePoint low, LinePoint high, double largest, double tolerance, ref int evaluations)
        where TLine : ILine
    {
        bool wasNearEdge = false;
        while (evaluations <= MaximumIterations && Math.Abs(high.T - low.T) * largest >= tolerance)
        {
            double left = Math.Min(low.T, high.T), right = Math.Max(low.T, high.T);
            double t = Interpolate(low, high, left, right);
            double margin = 0.1 * (right - left);
            bool isNearEdge = Math.Min(right - t, t - left) < margin;
            if (isNearEdge && (wasNearEdge || t >= right || t <= left))
            {
                t = Math.Abs(t - right) < Math.Abs(t - left) ? right - margin : left + margin;
                isNearEdge = false;
            }

            wasNearEdge = isNearEdge;
            LinePoint trial = line.At(t, Free(start, low, high));
            evaluations++;
            if (IsTooHigh(start, trial) || trial.Loss >= low.Loss)
            {
                (low, high) = low.Loss <= trial.Loss ? (low, trial) : (trial, low);
            }
            else if (IsFlat(start, trial))
            {
                return trial;
            }
            else
            {
                high = trial.Slope * (high.T - low.T) >= 0 ? low : high;
                low = trial;
            }
        }

        return low;
    }

    private static bool IsTooHigh(LinePoint start, LinePoint point) => point.Loss > start.Loss + (Descent * point.T * start.Slope);

    private static bool IsFlat(LinePoint start, LinePoint point) => Math.Abs(point.Slope) <= -Curvature * start.Slope;

    /// <summary>The lowest point of the cubic through two points with their slopes, within bounds; their middle where there is none.</summary>
    private static double Interpolate(LinePoint one, LinePoint two, double least, double most)
    {
        (one, two) = one.T <= two.T ? (one, two) : (two, one);
        double d1 = one.Slope + two.Slope - (3 * (one.Loss - two.Loss) / (one.T - two.T));
        double d2 = Math.Sqrt((d1 * d1) - (one.Slope * two.Slope));
        double lowest = two.T - ((two.T - one.T) * ((two.Slope + d2 - d1) / (two.Slope - one.Slope + (2 * d2))));
        return double.IsNaN(lowest) ? (least + most) / 2 : Math.Min(Math.Max(lowest, least), most);
    }

    private static int Free(LinePoint one, LinePoint two, LinePoint three)
    {
        int buffer = 0;
        while (buffer == one.Gradient || buffer == two.Gradient || buffer == three.Gradient)
        {
            buffer++;
        }

        return buffer;
    }
}
