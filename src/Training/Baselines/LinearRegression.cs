using MathNet.Numerics.LinearAlgebra;

namespace Espalier.Training.Baselines;

/// <summary>
/// Linear regression at one stroke, by the normal equations <c>(XᵀX + λI) w = Xᵀy</c> over samples and targets less
/// their means, so that the bias bears no penalty.
/// </summary>
public sealed class LinearRegression
{
    private LinearRegression(double[,] weights, double[] biases)
    {
        Weights = weights;
        Biases = biases;
    }

    /// <summary>The weights: [numbers of a target, values of a sample].</summary>
    public double[,] Weights { get; }

    /// <summary>The biases, one for each number of a target.</summary>
    public IReadOnlyList<double> Biases { get; }

    /// <summary>Solves the equations.</summary>
    /// <param name="training">Samples with targets.</param>
    /// <param name="ridge">λ, at least 0.</param>
    /// <exception cref="ArgumentException">The samples have classes, λ is out of range, or without a λ the equations have no single solution.</exception>
    public static LinearRegression Fit(Dataset training, double ridge = 0)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.TargetLength == 0)
        {
            throw new ArgumentException("The samples have classes; regression needs targets.", nameof(training));
        }

        if (!(ridge >= 0) || !double.IsFinite(ridge))
        {
            throw new ArgumentOutOfRangeException(nameof(ridge), ridge, FormattableString.Invariant($"ridge is {ridge}; expected a finite number of at least 0."));
        }

        Matrix<double> x = Read(training, training.InputLength, training.CopyInput);
        Matrix<double> y = Read(training, training.TargetLength, training.CopyTarget);
        Vector<double> meanX = x.ColumnSums() / training.Count;
        Vector<double> meanY = y.ColumnSums() / training.Count;
        x = x.MapIndexed((_, column, value) => value - meanX[column], Zeros.Include);
        y = y.MapIndexed((_, column, value) => value - meanY[column], Zeros.Include);
        Matrix<double> normal = x.TransposeThisAndMultiply(x) + Matrix<double>.Build.DenseDiagonal(training.InputLength, ridge);
        Matrix<double> weights = normal.Solve(x.TransposeThisAndMultiply(y)).Transpose();
        if (weights.Enumerate().Any(value => !double.IsFinite(value)) || (ridge == 0 && normal.ConditionNumber() > 1e14))
        {
            throw new ArgumentException("Some values of the samples follow from others, so that many weights fit as well; give a ridge above 0.", nameof(training));
        }

        return new LinearRegression(weights.ToArray(), (meanY - (weights * meanX)).ToArray());
    }

    /// <summary>Predicts one sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="output">Takes the numbers of its target.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<float> sample, Span<float> output)
    {
        if (sample.Length != Weights.GetLength(1) || output.Length != Biases.Count)
        {
            throw new ArgumentException($"The sample has {sample.Length} values and the output {output.Length}; expected {Weights.GetLength(1)} and {Biases.Count}.", nameof(sample));
        }

        for (int o = 0; o < output.Length; o++)
        {
            double sum = Biases[o];
            for (int i = 0; i < sample.Length; i++)
            {
                sum += Weights[o, i] * sample[i];
            }

            output[o] = (float)sum;
        }
    }

    private delegate void Copy(int index, Span<float> destination);

    private static Matrix<double> Read(Dataset data, int length, Copy copy)
    {
        Matrix<double> matrix = Matrix<double>.Build.Dense(data.Count, length);
        float[] row = new float[length];
        for (int i = 0; i < data.Count; i++)
        {
            copy(i, row);
            for (int k = 0; k < length; k++)
            {
                matrix[i, k] = row[k];
            }
        }

        return matrix;
    }
}
