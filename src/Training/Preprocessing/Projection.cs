using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Espalier.Training;

/// <summary>
/// <c>W · (x − mean)</c> with rows of W from the eigenvectors u and eigenvalues λ of the covariance of the training data.
/// PCA has the rows u and keeps the directions of largest variance; PCA whitening has u/√(λ + ε), so that all directions
/// have variance 1; ZCA whitening turns that back, Σ u uᵀ/√(λ + ε), so that the result still looks like the sample.
/// </summary>
public sealed class Projection : Preprocessing
{
    private readonly float[] _mean;
    private readonly float[] _rows;
    private readonly float[] _offsets;

    private Projection(ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape, float[] mean, float[] rows, double explained)
        : base(inputShape, outputShape)
    {
        _mean = mean;
        _rows = rows;
        Explained = explained;
        _offsets = new float[rows.Length / mean.Length];
        for (int i = 0; i < _offsets.Length; i++)
        {
            _offsets[i] = FloatLoops.Dot(rows.AsSpan(i * mean.Length, mean.Length), mean);
        }
    }

    /// <summary>The share of the training data's variance that lies in the directions kept, 0 … 1.</summary>
    public double Explained { get; }

    /// <summary>The mean of the training samples.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>The rows of W, one after the other.</summary>
    public ReadOnlySpan<float> Rows => _rows;

    /// <summary>Principal components: the sample in the directions of largest variance.</summary>
    /// <param name="training">The training data alone.</param>
    /// <param name="components">The number of directions, from 1 to the values of a sample and to the number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of directions is out of range.</exception>
    public static Projection FitPca(Dataset training, int components) => Fit(training, components, epsilon: null, back: false);

    /// <summary>PCA whitening: principal components, each divided by its deviation.</summary>
    /// <param name="training">The training data alone.</param>
    /// <param name="components">The number of directions, from 1 to the values of a sample and to the number of samples.</param>
    /// <param name="epsilon">What is added to each variance, above 0, so that directions of no variance do not blow up.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Projection FitPcaWhitening(Dataset training, int components, double epsilon = 1e-5) => Fit(training, components, Positive(epsilon), back: false);

    /// <summary>ZCA whitening: as PCA whitening, turned back into the shape of a sample.</summary>
    /// <param name="training">The training data alone.</param>
    /// <param name="epsilon">What is added to each variance, above 0; for images in 0…1 a good start is 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not above 0.</exception>
    public static Projection FitZca(Dataset training, double epsilon = .1)
    {
        ArgumentNullException.ThrowIfNull(training);
        return Fit(training, Math.Min(training.InputLength, training.Count), Positive(epsilon), back: true);
    }

    internal static Projection Read(TensorFile file, int[] input, int[] output)
    {
        int inputs = Length(input);
        int outputs = Length(output);
        return double.TryParse(file.Text("explained"), NumberStyles.Float, CultureInfo.InvariantCulture, out double explained)
            ? new Projection(input, output, file.Tensor("mean", inputs), file.Tensor("rows", checked(inputs * outputs)), explained)
            : throw file.Refused($"the share of variance '{file.Text("explained")}' is no number");
    }

    private protected override void Change(ReadOnlySpan<float> sample, Span<float> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = FloatLoops.Dot(_rows.AsSpan(i * sample.Length, sample.Length), sample) - _offsets[i];
        }
    }

    private protected override void Write(TensorFile file)
    {
        file.Texts["explained"] = Explained.ToString("R", CultureInfo.InvariantCulture);
        file.Add("mean", _mean);
        file.Add("rows", _rows);
    }

    private static double Positive(double epsilon) => epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, FormattableString.Invariant($"epsilon is {epsilon}; expected a number above 0."));

    private static Projection Fit(Dataset training, int components, double? epsilon, bool back)
    {
        ArgumentNullException.ThrowIfNull(training);
        int length = training.InputLength;
        int most = Math.Min(length, training.Count);
        if (components < 1 || components > most)
        {
            throw new ArgumentOutOfRangeException(nameof(components), components, $"{components} components were asked for; expected 1 … {most} with {training.Count} samples of {length} values.");
        }

        if ((long)components * length > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(components), components, $"{components} directions of {length} values do not fit an array; reduce the samples first.");
        }

        double[] samples = Centred(training, out double[] mean);
        (double[] variances, double[][] directions) = training.Count < length
            ? OfFewSamples(samples, training.Count, length)
            : OfCovariance(samples, training.Count, length);
        double total = variances.Sum();
        double explained = total > 0 ? variances.Take(components).Sum() / total : 1;
        float[] rows = new float[back ? length * length : components * length];
        Parallel.For(0, rows.Length / length, row =>
        {
            Span<float> target = rows.AsSpan(row * length, length);
            for (int c = back ? 0 : row; c < (back ? components : row + 1); c++)
            {
                double scale = (epsilon is double e ? 1 / Math.Sqrt(Math.Max(variances[c], 0) + e) : 1) * (back ? directions[c][row] : 1);
                for (int i = 0; i < length; i++)
                {
                    target[i] += (float)(scale * directions[c][i]);
                }
            }

            if (back && epsilon is double rest)
            {
                // With fewer samples than values, the directions that no sample has are scaled as directions of variance 0.
                AddMissing(target, directions, row, components, 1 / Math.Sqrt(rest));
            }
        });
        ReadOnlySpan<int> shape = back ? training.Shape : [components];
        return new Projection(training.Shape, shape, Array.ConvertAll(mean, value => (float)value), rows, explained);
    }

    // scale · (I − Σ u uᵀ): nothing where the directions are complete.
    private static void AddMissing(Span<float> target, double[][] directions, int row, int components, double scale)
    {
        if (components == target.Length)
        {
            return;
        }

        target[row] += (float)scale;
        for (int c = 0; c < components; c++)
        {
            double share = scale * directions[c][row];
            for (int i = 0; i < target.Length; i++)
            {
                target[i] -= (float)(share * directions[c][i]);
            }
        }
    }

    private static double[] Centred(Dataset data, out double[] mean)
    {
        int length = data.InputLength;
        if ((long)data.Count * length > Array.MaxLength)
        {
            throw new ArgumentException($"{data.Count} samples of {length} values do not fit an array; fit on a subset of them.", nameof(data));
        }

        double[] samples = new double[data.Count * length];
        float[] sample = new float[length];
        mean = new double[length];
        for (int s = 0; s < data.Count; s++)
        {
            data.CopyInput(s, sample);
            for (int i = 0; i < length; i++)
            {
                samples[(s * length) + i] = sample[i];
                mean[i] += sample[i] / (double)data.Count;
            }
        }

        for (int s = 0; s < data.Count; s++)
        {
            for (int i = 0; i < length; i++)
            {
                samples[(s * length) + i] -= mean[i];
            }
        }

        return samples;
    }

    private static (double[] Variances, double[][] Directions) OfCovariance(double[] samples, int count, int length)
    {
        double[,] covariance = new double[length, length];
        Parallel.For(0, length, row =>
        {
            double[] sums = new double[length];
            for (int s = 0; s < count; s++)
            {
                double factor = samples[(s * length) + row];
                ReadOnlySpan<double> sample = samples.AsSpan(s * length, length);
                int i = row;
                for (; i <= length - System.Numerics.Vector<double>.Count; i += System.Numerics.Vector<double>.Count)
                {
                    (new System.Numerics.Vector<double>(sums, i) + (factor * new System.Numerics.Vector<double>(sample[i..]))).CopyTo(sums, i);
                }

                for (; i < length; i++)
                {
                    sums[i] += factor * sample[i];
                }
            }

            for (int i = row; i < length; i++)
            {
                covariance[row, i] = covariance[i, row] = sums[i] / count;
            }
        });
        return Sorted(Matrix<double>.Build.DenseOfArray(covariance), vector => vector);
    }

    // With n samples of more than n values, the covariance XᵀX/n has the eigenvectors Xᵀv of the smaller matrix XXᵀ/n.
    private static (double[] Variances, double[][] Directions) OfFewSamples(double[] samples, int count, int length)
    {
        double[,] products = new double[count, count];
        Parallel.For(0, count, a =>
        {
            for (int b = a; b < count; b++)
            {
                double sum = 0;
                for (int i = 0; i < length; i++)
                {
                    sum += samples[(a * length) + i] * samples[(b * length) + i];
                }

                products[a, b] = products[b, a] = sum / count;
            }
        });
        return Sorted(Matrix<double>.Build.DenseOfArray(products), vector =>
        {
            double[] direction = new double[length];
            for (int s = 0; s < count; s++)
            {
                for (int i = 0; i < length; i++)
                {
                    direction[i] += vector[s] * samples[(s * length) + i];
                }
            }

            double norm = Math.Sqrt(direction.Sum(value => value * value));
            return norm > 1e-12 ? Array.ConvertAll(direction, value => value / norm) : new double[length];
        });
    }

    private static (double[] Variances, double[][] Directions) Sorted(Matrix<double> symmetric, Func<double[], double[]> direction)
    {
        Evd<double> eigen = symmetric.Evd(Symmetricity.Symmetric);
        int[] order = [.. Enumerable.Range(0, symmetric.RowCount).OrderByDescending(i => eigen.EigenValues[i].Real)];
        double[][] directions = Array.ConvertAll(order, i => Signed(direction(eigen.EigenVectors.Column(i).ToArray())));
        return (Array.ConvertAll(order, i => Math.Max(eigen.EigenValues[i].Real, 0)), directions);
    }

    // An eigenvector may point either way; its largest value is made positive, so that runs agree.
    private static double[] Signed(double[] vector)
    {
        double largest = vector.MaxBy(Math.Abs);
        return largest < 0 ? Array.ConvertAll(vector, value => -value) : vector;
    }
}
