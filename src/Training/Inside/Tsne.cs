using System.Globalization;

namespace Espalier.Training.Inside;

/// <summary>
/// t-SNE (van der Maaten and Hinton, 2008): points on a plane whose neighbours are those of the samples. Exact, with
/// memory and time in the square of the samples: some thousands at most.
/// </summary>
public static class Tsne
{
    private const int MostSamples = 5000;
    private const double Exaggeration = 4;
    private const double LearningRate = 200;

    /// <summary>Lays out samples.</summary>
    /// <param name="data">The samples, 4 … 5,000 of them.</param>
    /// <param name="perplexity">About how many neighbours each sample has, at least 2 and below a third of the samples.</param>
    /// <param name="steps">Steps of gradient descent, at least 1; a quarter of them with attraction exaggerated.</param>
    /// <param name="seed">Fixes where the points begin.</param>
    /// <returns>x and y of each sample, one after the other.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static float[] Layout(Dataset data, double perplexity = 30, int steps = 500, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (data.Count is < 4 or > MostSamples)
        {
            throw new ArgumentException($"There are {data.Count} samples; expected 4 … {MostSamples}.", nameof(data));
        }

        if (!(perplexity >= 1 && perplexity < data.Count / 2.0))
        {
            throw new ArgumentOutOfRangeException(nameof(perplexity), perplexity, string.Create(CultureInfo.InvariantCulture, $"The perplexity is {perplexity}; expected at least 1 and less than half of {data.Count} samples."));
        }

        float[] attraction = Affinities(data as FeatureDataset ?? data.InMemory(), perplexity);
        return Descend(attraction, data.Count, steps, seed);
    }

    /// <summary>The layout as a picture, a colour for each class.</summary>
    /// <param name="layout">What <see cref="Layout"/> gave.</param>
    /// <param name="data">The samples, with classes.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="names">The names of the classes; unset, their numbers.</param>
    public static LinePlot Plot(ReadOnlySpan<float> layout, Dataset data, string title, ReadOnlySpan<string> names = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var plot = new LinePlot { Title = title, Height = 600 };
        for (int label = 0; label < data.Classes; label++)
        {
            var x = new List<double>();
            var y = new List<double>();
            for (int i = 0; i < data.Count; i++)
            {
                if (data.Label(i) == label)
                {
                    x.Add(layout[2 * i]);
                    y.Add(layout[(2 * i) + 1]);
                }
            }

            plot.Add(label < names.Length ? names[label] : label.ToString(CultureInfo.InvariantCulture), [.. x], [.. y], SeriesStyle.Points, label);
        }

        return plot;
    }

    // p(i,j), symmetric: how likely i and j are neighbours. The width of each bell gives the perplexity asked for.
    private static float[] Affinities(FeatureDataset data, double perplexity)
    {
        int count = data.Count;
        int length = data.InputLength;
        float[] affinities = new float[count * count];
        Parallel.For(0, count, i =>
        {
            ReadOnlySpan<float> own = data.Features.Slice(i * length, length);
            double[] squares = new double[count];
            float ownNorm = FloatLoops.Dot(own, own);
            for (int j = 0; j < count; j++)
            {
                ReadOnlySpan<float> other = data.Features.Slice(j * length, length);
                squares[j] = Math.Max(ownNorm + FloatLoops.Dot(other, other) - (2 * FloatLoops.Dot(own, other)), 0);
            }

            Bell(squares, i, Math.Log(perplexity), affinities.AsSpan(i * count, count));
        });
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                float both = Math.Max((affinities[(i * count) + j] + affinities[(j * count) + i]) / (2 * count), 1e-12f);
                affinities[(i * count) + j] = affinities[(j * count) + i] = both;
            }
        }

        return affinities;
    }

    private static void Bell(double[] squares, int own, double entropy, Span<float> row)
    {
        double nearest = squares.Where((_, j) => j != own).Min();
        double precision = 1 / Math.Max(squares.Average(), 1e-12);
        double low = 0;
        double high = double.PositiveInfinity;
        for (int attempt = 0; attempt < 60; attempt++)
        {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < squares.Length; j++)
            {
                double p = j == own ? 0 : Math.Exp(-precision * (squares[j] - nearest));
                row[j] = (float)p;
                sum += p;
                weighted += p * (squares[j] - nearest);
            }

            double difference = Math.Log(sum) + (precision * weighted / sum) - entropy;
            FloatLoops.Scale((float)(1 / sum), row);
            if (Math.Abs(difference) < 1e-4)
            {
                return;
            }

            (low, high) = difference > 0 ? (precision, high) : (low, precision);
            precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
        }
    }

    // Gradient descent with momentum and a gain for each coordinate, as in the paper.
    private static float[] Descend(float[] attraction, int count, int steps, long seed)
    {
        var random = new SeededRandom(seed);
        float[] places = new float[2 * count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = 1e-2f * random.NextNormal();
        }

        float[] gains = new float[places.Length];
        Array.Fill(gains, 1);
        float[] speeds = new float[places.Length];
        float[] gradient = new float[places.Length];
        double[] sums = new double[count];
        for (int step = 0; step < steps; step++)
        {
            bool early = step < steps / 4;
            Gradient(attraction, places, early ? (float)Exaggeration : 1, sums, gradient);
            float momentum = early ? .5f : .8f;
            for (int i = 0; i < places.Length; i++)
            {
                gains[i] = Math.Max(gradient[i] > 0 == speeds[i] > 0 ? gains[i] * .8f : gains[i] + .2f, .01f);
                speeds[i] = (momentum * speeds[i]) - ((float)LearningRate * gains[i] * gradient[i]);
                places[i] += speeds[i];
            }
        }

        return places;
    }

    // 4 Σ (p − q)(y − y')/(1 + |y − y'|²), each row by itself; sums are added in order.
    private static void Gradient(float[] attraction, float[] places, float exaggeration, double[] sums, float[] gradient)
    {
        int count = sums.Length;
        Parallel.For(0, count, i =>
        {
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                sum += j == i ? 0 : Closeness(places, i, j);
            }

            sums[i] = sum;
        });
        float total = (float)sums.Sum();
        Parallel.For(0, count, i =>
        {
            float x = 0;
            float y = 0;
            for (int j = 0; j < count; j++)
            {
                float close = j == i ? 0 : Closeness(places, i, j);
                float force = ((exaggeration * attraction[(i * count) + j]) - (close / total)) * close;
                x += force * (places[2 * i] - places[2 * j]);
                y += force * (places[(2 * i) + 1] - places[(2 * j) + 1]);
            }

            gradient[2 * i] = 4 * x;
            gradient[(2 * i) + 1] = 4 * y;
        });
    }

    private static float Closeness(float[] places, int i, int j)
    {
        float x = places[2 * i] - places[2 * j];
        float y = places[(2 * i) + 1] - places[(2 * j) + 1];
        return 1 / (1 + (x * x) + (y * y));
    }
}
