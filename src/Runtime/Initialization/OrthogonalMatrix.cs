using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Espalier;

/// <summary>
/// Random orthogonal matrices: normal numbers, orthonormalised in double precision by the modified Gram-Schmidt method,
/// which gives the Q of the QR decomposition whose R has a positive diagonal, as PyTorch's <c>orthogonal_</c> takes it.
/// Every machine gives the same bits: sums are four lanes wide whatever the processor has.
/// </summary>
internal static class OrthogonalMatrix
{
    /// <summary>
    /// Fills a matrix, row by row. Its rows are orthonormal or, where there are more rows than columns, its columns; all
    /// times <paramref name="gain"/>. The work grows with the product of the sizes and the smaller of them once more.
    /// </summary>
    internal static void Draw(Span<float> values, int rows, double gain, ulong key)
    {
        int columns = values.Length / rows;
        bool isTall = rows > columns;
        int count = isTall ? columns : rows;
        int length = isTall ? rows : columns;
        var vectors = new double[count][];
        for (int v = 0; v < count; v++)
        {
            vectors[v] = new double[length];
            for (int i = 0; i < length; i++)
            {
                vectors[v][i] = CounterRandom.Normal(key, (ulong)(isTall ? ((long)i * columns) + v : ((long)v * columns) + i));
            }

            // What a vector has in common with those before is taken out twice: once leaves the rounding of large parts.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int before = 0; before < v; before++)
                {
                    Subtract(vectors[v], vectors[before], Dot(vectors[v], vectors[before]));
                }
            }

            double norm = Math.Sqrt(Dot(vectors[v], vectors[v]));
            for (int i = 0; i < length; i++)
            {
                vectors[v][i] /= norm;
            }
        }

        for (int v = 0; v < count; v++)
        {
            for (int i = 0; i < length; i++)
            {
                values[isTall ? (i * columns) + v : (v * columns) + i] = (float)(gain * vectors[v][i]);
            }
        }
    }

    private static double Dot(double[] left, double[] right)
    {
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(left);
        ReadOnlySpan<Vector256<double>> b = MemoryMarshal.Cast<double, Vector256<double>>(right);
        Vector256<double> first = Vector256<double>.Zero, second = Vector256<double>.Zero;
        int i = 0;
        for (; i + 2 <= a.Length; i += 2)
        {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
        }

        Vector256<double> lanes = first + second;
        double sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (int k = i * Vector256<double>.Count; k < left.Length; k++)
        {
            sum += left[k] * right[k];
        }

        return sum;
    }

    /// <summary><c>values −= factor · other</c>.</summary>
    private static void Subtract(double[] values, double[] other, double factor)
    {
        Span<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(values.AsSpan());
        ReadOnlySpan<Vector256<double>> b = MemoryMarshal.Cast<double, Vector256<double>>(other);
        Vector256<double> factors = Vector256.Create(factor);
        for (int i = 0; i < a.Length; i++)
        {
            a[i] -= factors * b[i];
        }

        for (int k = a.Length * Vector256<double>.Count; k < values.Length; k++)
        {
            values[k] -= factor * other[k];
        }
    }
}
