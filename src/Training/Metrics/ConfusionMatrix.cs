using System.Globalization;
using System.Text;

namespace Espalier.Training.Metrics;

/// <summary>How often samples of each class were taken for each class, and what follows from it.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    /// <summary>Counts predictions.</summary>
    /// <param name="predictions">The class found for each sample.</param>
    /// <param name="data">The samples, with classes.</param>
    /// <exception cref="ArgumentException">There are not as many predictions as samples, the samples have targets, or a prediction is no class.</exception>
    public ConfusionMatrix(ReadOnlySpan<int> predictions, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Classes == 0 || predictions.Length != data.Count)
        {
            throw new ArgumentException($"There are {predictions.Length} predictions; expected one for each of {data.Count} samples with classes.", nameof(predictions));
        }

        Classes = data.Classes;
        Count = data.Count;
        foreach (int prediction in predictions)
        {
            // A network may know more classes than the data have.
            Classes = prediction >= 0 ? Math.Max(Classes, prediction + 1) : throw new ArgumentOutOfRangeException(nameof(predictions), prediction, $"A prediction is {prediction}; expected a class.");
        }

        _counts = new int[Classes * Classes];
        for (int i = 0; i < predictions.Length; i++)
        {
            _counts[(data.Label(i) * Classes) + predictions[i]]++;
        }
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>How many samples of a class were taken for a class.</summary>
    /// <param name="label">The right class.</param>
    /// <param name="prediction">The class found.</param>
    public int this[int label, int prediction] => _counts[(label * Classes) + prediction];

    /// <summary>The share of samples whose class was found.</summary>
    public double Accuracy => Enumerable.Range(0, Classes).Sum(c => this[c, c]) / (double)Count;

    /// <summary>The mean of <see cref="F1"/> over the classes.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Average(F1);

    /// <summary>The share of the samples taken for a class that are of it; 0 where there are none.</summary>
    /// <param name="label">The class.</param>
    public double Precision(int label) => Share(this[label, label], Enumerable.Range(0, Classes).Sum(c => this[c, label]));

    /// <summary>The share of the samples of a class that were found; 0 where there are none.</summary>
    /// <param name="label">The class.</param>
    public double Recall(int label) => Share(this[label, label], Support(label));

    /// <summary>The harmonic mean of precision and recall; 0 where both are.</summary>
    /// <param name="label">The class.</param>
    public double F1(int label) => Share(2 * this[label, label], Support(label) + Enumerable.Range(0, Classes).Sum(c => this[c, label]));

    /// <summary>The number of samples of a class.</summary>
    /// <param name="label">The class.</param>
    public int Support(int label) => Enumerable.Range(0, Classes).Sum(c => this[label, c]);

    /// <summary>A table of precision, recall and F1 by class.</summary>
    /// <param name="names">The names of the classes; unset, their numbers.</param>
    public string ToText(ReadOnlySpan<string> names = default)
    {
        var text = new StringBuilder("class         precision  recall      F1  samples\n");
        for (int c = 0; c < Classes; c++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name(names, c),-12}  {Precision(c),9:F4}  {Recall(c),6:F4}  {F1(c),6:F4}  {Support(c),7}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"accuracy {Accuracy:F4}, macro F1 {MacroF1:F4}\n").ToString();
    }

    /// <summary>The matrix as a picture in SVG: rows are right classes, columns are found ones, darker is more.</summary>
    /// <param name="names">The names of the classes; unset, their numbers.</param>
    public string ToSvg(ReadOnlySpan<string> names = default)
    {
        const int Cell = 40;
        const int Left = 110;
        const int Top = 60;
        int width = Left + (Classes * Cell) + 12;
        int height = Top + (Classes * Cell) + 12;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<text x=\"8\" y=\"18\" font-size=\"13\" fill=\"#222222\">rows: right class, columns: class found</text>\n");
        for (int row = 0; row < Classes; row++)
        {
            string name = LinePlot.Escape(Name(names, row));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{Top + (row * Cell) + 24}\" text-anchor=\"end\" fill=\"#222222\">{name}</text>\n<text x=\"{Left + (row * Cell) + 20}\" y=\"{Top - 8}\" text-anchor=\"middle\" fill=\"#222222\">{(name.Length > 6 ? name[..6] : name)}</text>\n");
            for (int column = 0; column < Classes; column++)
            {
                double share = Share(this[row, column], Support(row));
                (string colour, string ink) = (row == column ? "#0072b2" : "#d55e00", share > .55 ? "#ffffff" : "#222222");
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left + (column * Cell)}\" y=\"{Top + (row * Cell)}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"{colour}\" fill-opacity=\"{.04 + (.96 * share):0.###}\"/>");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (column * Cell) + 20}\" y=\"{Top + (row * Cell) + 24}\" text-anchor=\"middle\" fill=\"{ink}\">{this[row, column]}</text>\n");
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static string Name(ReadOnlySpan<string> names, int label) => label < names.Length ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
