using System.Globalization;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// What L-BFGS remembers, and its step: the direction from the gradient and the last changes, then a line search. The
/// order of things is that of PyTorch's LBFGS. Vectors are floats, their products double.
/// </summary>
internal sealed class LbfgsMinimizer : ILine
{
    // A change of the gradient with less curvature than this is not remembered.
    private const double LeastCurvature = 1e-10;

    private readonly Lbfgs _settings;
    private readonly NetworkParameters _parameters;
    private readonly Gradients _gradients;
    private readonly UpdatePlan _plan;
    private readonly AlignedBuffer _state;
    private readonly int _stride;
    private readonly int _length;
    private readonly AlignedBuffer _scratch;
    private readonly double[] _sums;
    private readonly double[] _curvatures;
    private readonly double[] _shares;
    private Func<float>? _evaluate;
    private long _iterations;
    private int _count;
    private int _newest;
    private double _t;

    internal LbfgsMinimizer(Lbfgs settings, NetworkParameters parameters, Gradients gradients, UpdatePlan plan, AlignedBuffer state, int stride)
    {
        _settings = settings;
        _parameters = parameters;
        _gradients = gradients;
        _plan = plan;
        _state = state;
        _stride = stride;
        _length = gradients.Length;
        _scratch = new AlignedBuffer((long)settings.ScratchSlots * stride);
        _sums = new double[BlockSums.Count(_length)];
        _curvatures = new double[settings.History];
        _shares = new double[settings.History];
    }

    /// <summary>Where each line search begins; the session may change it.</summary>
    internal double Rate { get; set; }

    /// <summary>What a checkpoint holds beside the vectors: iterations, pairs, the newest of them, the last step's length.</summary>
    internal string Progress => string.Create(CultureInfo.InvariantCulture, $"{_iterations} {_count} {_newest} {_t:R}");

    private Span<float> Direction => Slot(2 * _settings.History);

    private Span<float> PreviousGradient => Slot((2 * _settings.History) + 1);

    private Span<float> Start => _scratch.Span.Slice(StrongWolfe.Buffers * _stride, _length);

    private Span<float> Values => _parameters.Storage[.._length];

    /// <summary>Forgets the past, as when other tensors are frozen.</summary>
    internal void Forget()
    {
        _iterations = 0;
        _count = 0;
        _scratch.Span.Clear();
        _state.Span.Clear();
    }

    /// <summary>Whether <see cref="Restore"/> understands the text.</summary>
    internal bool IsProgress(string text) => Parse(text) is not null;

    /// <summary>Goes on from a checkpoint, once the vectors are back.</summary>
    internal void Restore(string progress)
    {
        _scratch.Span.Clear();
        (_iterations, _count, _newest, _t) = Parse(progress)!.Value;
        for (int pair = 0; pair < _count; pair++)
        {
            int slot = Slot(pair, _count);
            _curvatures[slot] = Dot(Change(slot), Step(slot));
        }
    }

    /// <summary>Lowers the loss.</summary>
    /// <param name="evaluate">Computes the loss and the gradients at the present parameters.</param>
    /// <param name="first">The loss, where it and the gradients at the present parameters are known already.</param>
    /// <returns>The loss before and after.</returns>
    internal (float Before, float After) Minimize(Func<float> evaluate, float? first)
    {
        float before = first ?? evaluate();
        if (!Gather(0))
        {
            (TensorInfo tensor, int index) = _plan.FindNonFinite(_gradients.Values);
            throw new NonFiniteGradientException(tensor.Name, _gradients.Values[index]);
        }

        _evaluate = evaluate;
        Values.CopyTo(Start);
        try
        {
            return (before, (float)Iterate(new LinePoint(0, before, 0, 0)));
        }
        catch
        {
            // What the search tried last is nothing to go on from.
            Start.CopyTo(Values);
            _parameters.Touch();
            throw;
        }
        finally
        {
            _evaluate = null;
        }
    }

    /// <summary>The loss at a place on the line from the start along the direction.</summary>
    LinePoint ILine.At(double t, int gradient)
    {
        LinearCombination.Run(Values, 1, Start, t, Direction);
        _parameters.Touch();
        try
        {
            double loss = _evaluate!();
            if (double.IsFinite(loss) && Gather(gradient))
            {
                return new LinePoint(t, loss, Dot(Buffer(gradient), Direction), gradient);
            }
        }
        catch (NonFiniteLossException)
        {
            // The step was too long; the search shortens it.
        }

        return new LinePoint(t, double.PositiveInfinity, 0, gradient);
    }

    private double Iterate(LinePoint point)
    {
        int evaluations = 1;
        for (int iteration = 1; iteration <= _settings.Iterations && Largest(Buffer(point.Gradient)) > _settings.GradientTolerance; iteration++)
        {
            _iterations++;
            FindDirection(point.Gradient);
            Buffer(point.Gradient).CopyTo(PreviousGradient);
            double rate = Rate;
            _t = _iterations == 1 ? Math.Min(1, 1 / SumOfSizes(Buffer(point.Gradient))) * rate : rate;
            double slope = Dot(Buffer(point.Gradient), Direction);
            if (!(slope <= -_settings.ChangeTolerance))
            {
                break;
            }

            Values.CopyTo(Start);
            double largest = Largest(Direction);
            var start = new LinePoint(0, point.Loss, slope, point.Gradient);
            point = StrongWolfe.Search(this, start, _t, largest, _settings.ChangeTolerance, out int searched);
            _t = point.T;
            LinearCombination.Run(Values, 1, Start, _t, Direction);
            _parameters.Touch();
            evaluations += searched;
            if (evaluations >= _settings.Evaluations || largest * Math.Abs(_t) <= _settings.ChangeTolerance || Math.Abs(point.Loss - start.Loss) < _settings.ChangeTolerance)
            {
                break;
            }
        }

        Buffer(point.Gradient).CopyTo(_gradients.Storage);
        _gradients.Touch();
        return point.Loss;
    }

    // Two loops over the remembered pairs multiply the gradient by the inverse of the Hessian, as far as they know it.
    private void FindDirection(int gradient)
    {
        Span<float> direction = Direction;
        if (_iterations > 1)
        {
            Remember(gradient);
        }

        LinearCombination.Run(direction, -1, Buffer(gradient), 0, Buffer(gradient));
        for (int pair = _count - 1; pair >= 0; pair--)
        {
            int slot = Slot(pair, _count);
            _shares[slot] = Dot(Step(slot), direction) / _curvatures[slot];
            LinearCombination.Run(direction, 1, direction, -_shares[slot], Change(slot));
        }

        if (_count > 0)
        {
            double scale = _curvatures[_newest] / Dot(Change(_newest), Change(_newest));
            LinearCombination.Run(direction, scale, direction, 0, direction);
        }

        for (int pair = 0; pair < _count; pair++)
        {
            int slot = Slot(pair, _count);
            double share = Dot(Change(slot), direction) / _curvatures[slot];
            LinearCombination.Run(direction, 1, direction, _shares[slot] - share, Step(slot));
        }
    }

    private void Remember(int gradient)
    {
        Span<float> change = Buffer((gradient + 1) % StrongWolfe.Buffers), step = Buffer((gradient + 2) % StrongWolfe.Buffers);
        LinearCombination.Run(change, 1, Buffer(gradient), -1, PreviousGradient);
        LinearCombination.Run(step, _t, Direction, 0, Direction);
        double curvature = Dot(change, step);
        if (curvature > LeastCurvature)
        {
            _newest = _count == 0 ? 0 : (_newest + 1) % _settings.History;
            _count = Math.Min(_count + 1, _settings.History);
            _curvatures[_newest] = curvature;
            change.CopyTo(Change(_newest));
            step.CopyTo(Step(_newest));
        }
    }

    // Frozen tensors keep a gradient of zero, and so never move.
    private bool Gather(int buffer)
    {
        bool isFinite = true;
        foreach (UpdateRange range in _plan.Ranges)
        {
            ReadOnlySpan<float> gradient = _gradients.Values.Slice(range.Start, range.Length);
            gradient.CopyTo(Buffer(buffer)[range.Start..]);
            isFinite &= FiniteScan.IsFinite(gradient);
        }

        return isFinite;
    }

    /// <summary>The slot of a pair, counted from the oldest.</summary>
    private int Slot(int pair, int count) => (int)((_newest - (long)(count - 1 - pair) + _settings.History) % _settings.History);

    private Span<float> Slot(int slot) => _state.Span.Slice(slot * _stride, _length);

    private Span<float> Change(int slot) => Slot(slot);

    private Span<float> Step(int slot) => Slot(_settings.History + slot);

    private Span<float> Buffer(int buffer) => _scratch.Span.Slice(buffer * _stride, _length);

    private double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        BlockSums.Products(left, right, _sums);
        double sum = 0;
        foreach (double block in _sums)
        {
            sum += block;
        }

        return sum;
    }

    private static double Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private static double SumOfSizes(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += Math.Abs(value);
        }

        return sum;
    }

    private (long Iterations, int Count, int Newest, double T)? Parse(string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string[] parts = text.Split(' ');
        return parts.Length == 4
            && long.TryParse(parts[0], NumberStyles.None, culture, out long iterations)
            && int.TryParse(parts[1], NumberStyles.None, culture, out int count) && count <= _settings.History
            && int.TryParse(parts[2], NumberStyles.None, culture, out int newest) && newest < _settings.History
            && double.TryParse(parts[3], NumberStyles.Float, culture, out double t) && double.IsFinite(t)
            ? (iterations, count, newest, t)
            : null;
    }
}
