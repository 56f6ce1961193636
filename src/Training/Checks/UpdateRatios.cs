using System.Globalization;
using System.Text;

namespace Espalier.Training.Checks;

/// <summary>
/// The length of the updates against that of what they change, ‖Δw‖/‖w‖, tensor by tensor. About 1/1000 is usual; much
/// more means a rate that is too high, much less one that is too low or a layer that gradients do not reach.
/// </summary>
public sealed class UpdateRatios : Callback
{
    private readonly long _every;
    private readonly List<long> _steps = [];
    private TensorInfo[] _tensors = [];
    private List<double>[] _ratios = [];
    private float[] _before = [];

    /// <summary>Looks at some of the steps.</summary>
    /// <param name="everySteps">Steps from one look to the next, at least 1.</param>
    public UpdateRatios(long everySteps = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everySteps, 1);
        _every = everySteps;
    }

    /// <summary>The names of the trainable tensors.</summary>
    public IReadOnlyList<string> Names => Array.ConvertAll(_tensors, tensor => tensor.Name);

    /// <summary>The steps that were looked at.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>The ratios of a tensor, one per step looked at; infinite where the tensor was zero.</summary>
    /// <param name="tensor">Its place in <see cref="Names"/>.</param>
    public IReadOnlyList<double> Of(int tensor) => _ratios[tensor];

    /// <inheritdoc/>
    public override void OnFitStart(FitState state)
    {
        _tensors = [.. state.Session.Parameters.Description.Tensors.ToArray().Where(tensor => tensor.Trainable)];
        _ratios = Array.ConvertAll(_tensors, _ => new List<double>());
        _before = state.Session.Parameters.Values.ToArray();
        _steps.Clear();
    }

    /// <inheritdoc/>
    public override void OnStep(FitState state)
    {
        ReadOnlySpan<float> now = state.Session.Parameters.Values;
        if (state.Step % _every == 0)
        {
            _steps.Add(state.Step);
            for (int i = 0; i < _tensors.Length; i++)
            {
                // Weights are filled up to whole panels by zeros, which change neither length.
                (int start, int length) = (_tensors[i].Offset, _tensors[i].Layout.Length);
                double change = 0;
                double size = 0;
                for (int k = start; k < start + length; k++)
                {
                    double difference = now[k] - (double)_before[k];
                    change += difference * difference;
                    size += (double)_before[k] * _before[k];
                }

                _ratios[i].Add(Math.Sqrt(change / size));
            }
        }

        if ((state.Step + 1) % _every == 0)
        {
            now.CopyTo(_before);
        }
    }

    /// <summary>The ratios over the steps.</summary>
    public LinePlot Plot()
    {
        var plot = new LinePlot { Title = "Updates against parameters", XLabel = "step", YLabel = "‖Δw‖ / ‖w‖", LogY = true };
        double[] steps = [.. _steps.Select(step => (double)step)];
        for (int i = 0; i < _tensors.Length; i++)
        {
            plot.Add(_tensors[i].Name, steps, [.. _ratios[i]]);
        }

        return plot;
    }

    /// <summary>The median of each tensor, with a remark where it is far from 1/1000.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int i = 0; i < _tensors.Length; i++)
        {
            double[] sorted = [.. _ratios[i].Where(double.IsFinite).Order()];
            double median = sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
            string remark = median > 1e-1 ? "  high: is the rate too large?" : median < 1e-5 ? "  low: does a gradient reach it?" : "";
            text.Append(CultureInfo.InvariantCulture, $"{_tensors[i].Name,-24} {median:E1}{remark}\n");
        }

        return text.ToString();
    }
}
