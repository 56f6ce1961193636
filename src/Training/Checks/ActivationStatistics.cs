using System.Globalization;
using System.Text;

namespace Espalier.Training.Checks;

/// <summary>What a layer gave for a set of samples.</summary>
/// <param name="Layer">The name of the layer, or of the first and the last where several run as one.</param>
/// <param name="Mean">The mean of its values.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Units">Its features, or the channels of its image.</param>
/// <param name="Dead">Units that gave 0 for every sample, everywhere.</param>
/// <param name="Low">Where the first bin of the histogram begins.</param>
/// <param name="High">Where its last bin ends.</param>
/// <param name="Histogram">The share of the values in each bin.</param>
public sealed record LayerStatistics(string Layer, double Mean, double Deviation, int Units, IReadOnlyList<int> Dead, double Low, double High, IReadOnlyList<double> Histogram);

/// <summary>
/// What the layers of a network give for some samples: mean, deviation, histogram, dead units. Before training it shows
/// what an initialisation does to the values on their way; afterwards, which units have died.
/// </summary>
public sealed class ActivationStatistics
{
    private const int Bins = 40;

    private ActivationStatistics(string name, LayerStatistics[] layers)
    {
        Name = name;
        Layers = layers;
    }

    /// <summary>What this measurement is called, such as the initialisation.</summary>
    public string Name { get; }

    /// <summary>The layers, in the order of the forward pass.</summary>
    public IReadOnlyList<LayerStatistics> Layers { get; }

    /// <summary>Measures one batch; nothing is changed.</summary>
    /// <param name="session">A session of the network.</param>
    /// <param name="data">Where the batch comes from.</param>
    /// <param name="name">What to call it; unset, the network's name.</param>
    /// <param name="seed">Fixes which samples.</param>
    /// <exception cref="ArgumentException">The data do not fit the network.</exception>
    public static ActivationStatistics Measure(TrainingSession session, Dataset data, string? name = null, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(data);
        Evaluator.CheckFit(session.Network, data, nameof(data));
        using var loader = new DataLoader(data, session.BatchSize, seed: seed);
        loader.Next();
        session.Forward(loader.Inputs);
        var layers = new List<LayerStatistics>();
        foreach (ActivationInfo activation in session.Activations)
        {
            float[] values = new float[loader.Count * activation.Length];
            session.Activation(activation.Name, values);
            string layer = activation.First is null || activation.First == activation.Name ? activation.Name : $"{activation.First}…{activation.Name}";
            layers.Add(Of(layer, values, activation.Length, activation.Pixels));
        }

        return new ActivationStatistics(name ?? session.Network.Description.Name, [.. layers]);
    }

    /// <summary>A table: mean, deviation and dead units of each layer.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (LayerStatistics layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer.Layer,-24} mean {layer.Mean,8:F4}  deviation {layer.Deviation,8:F4}  dead {layer.Dead.Count}/{layer.Units}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// The histograms as a picture in SVG: a row for each measurement, a column for each layer. A bar that is cut has more
    /// values than half as many again as the next highest.
    /// </summary>
    /// <param name="title">What stands above.</param>
    /// <param name="rows">The measurements; at least one.</param>
    public static string ToSvg(string title, params IReadOnlyList<ActivationStatistics> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        const int Left = 130;
        const int Top = 60;
        const int Width = 150;
        const int Height = 110;
        int wide = Left + (rows.Max(row => row.Layers.Count) * Width) + 10;
        int high = Top + (rows.Count * Height);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<text x=\"12\" y=\"26\" font-size=\"16\" fill=\"#222222\">{LinePlot.Escape(title)}</text>\n");
        for (int r = 0; r < rows.Count; r++)
        {
            double top = Top + (r * Height);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"{top + 45}\" fill=\"#222222\">{LinePlot.Escape(rows[r].Name)}</text>\n");
            for (int c = 0; c < rows[r].Layers.Count; c++)
            {
                Draw(svg, rows[r].Layers[c], c + 1, Left + (c * Width), top);
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, LayerStatistics layer, int number, double left, double top)
    {
        const int Letters = 14;
        const double Plot = 70;
        const double Bar = 3.3;

        // A column far above the others, such as the zeros of a rectifier, is cut so that the others are seen.
        double[] heights = [.. layer.Histogram.OrderDescending()];
        double highest = Math.Min(heights[0], Math.Max(1.5 * heights[1], .05 * heights[0]));

        // Of a name such as layer1.0.Dense1…layer1.0.ReLU1 there is room for the end.
        string name = layer.Layer[(layer.Layer.LastIndexOfAny(['.', '…']) + 1)..];
        name = $"{number} {(name.Length > Letters ? name[..Letters] : name)}";
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{top - 2}\" fill=\"#444444\">{LinePlot.Escape(name)}</text><text x=\"{left + (Bar * Bins)}\" y=\"{top - 2}\" text-anchor=\"end\" fill=\"#888888\">σ {layer.Deviation:G2}</text>\n<g fill=\"#0072b2\">");
        for (int bin = 0; bin < layer.Histogram.Count; bin++)
        {
            double height = highest > 0 ? Plot * Math.Min(1, layer.Histogram[bin] / highest) : 0;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left + (bin * Bar):0.##}\" y=\"{top + 4 + Plot - height:0.##}\" width=\"{Bar - .4:0.##}\" height=\"{height:0.##}\"/>");
            if (layer.Histogram[bin] > highest)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left + (bin * Bar) - 1:0.##} {top + 13}l5 -3\" stroke=\"#ffffff\" stroke-width=\"2\"/>");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"</g>\n<path d=\"M{left} {top + 4 + Plot}h{Bar * Bins}\" stroke=\"#444444\"/>\n<text x=\"{left}\" y=\"{top + 18 + Plot}\" fill=\"#444444\">{layer.Low:G3}</text><text x=\"{left + (Bar * Bins)}\" y=\"{top + 18 + Plot}\" text-anchor=\"end\" fill=\"#444444\">{layer.High:G3}</text>\n");
    }

    private static LayerStatistics Of(string layer, float[] values, int length, int pixels)
    {
        double mean = values.Average(value => (double)value);
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        double low = values.Min();
        double high = Math.Max(values.Max(), low + 1e-12);
        double[] histogram = new double[Bins];
        int units = length / pixels;
        bool[] alive = new bool[units];
        for (int i = 0; i < values.Length; i++)
        {
            histogram[Math.Min(Bins - 1, (int)((values[i] - low) / (high - low) * Bins))] += 1.0 / values.Length;
            alive[i % length / pixels] |= values[i] != 0;
        }

        return new LayerStatistics(layer, mean, deviation, units, [.. Enumerable.Range(0, units).Where(unit => !alive[unit])], low, high, histogram);
    }
}
