using Espalier.Kernels;

namespace Espalier.Runtime.Tests.Recurrent;

/// <summary>The recurrences as plain loops in double, given the products with the input.</summary>
internal sealed class RecurrentReference(string kind, RecurrentShape shape, int count, double[] weight, double[]? bias, float[] lengths)
{
    public static int GatesOf(string kind) => kind switch { "lstm" => 4, "gru" => 3, _ => 1 };

    /// <summary>The states after and before every step, and the cells, (count, steps, hidden).</summary>
    /// <param name="gates">The product with the input, (count, steps, gates · hidden).</param>
    /// <param name="offsets">What is added to the product with the state, likewise.</param>
    /// <param name="state">(count, states, hidden) or none.</param>
    /// <param name="cell">(count, states, hidden) or none.</param>
    public (double[] Output, double[] Before) Run(double[] gates, double[]? offsets, double[] state, double[] cell)
    {
        (int hidden, int steps) = (shape.Hidden, shape.Steps);
        int rows = GatesOf(kind) * hidden;
        double[] output = new double[count * steps * hidden], before = new double[output.Length];
        for (int n = 0; n < count; n++)
        {
            double[] h = Start(state, n), c = Start(cell, n);
            int length = lengths.Length == 0 ? steps : (int)lengths[n];
            for (int i = 0; i < length; i++)
            {
                int t = shape.Direction == 0 ? i : length - 1 - i, place = (n * steps) + t;
                h.CopyTo(before, place * hidden);
                double[] product = new double[rows];
                for (int row = 0; row < rows; row++)
                {
                    product[row] = (bias?[row] ?? 0) + (offsets?[(place * rows) + row] ?? 0);
                    for (int k = 0; k < hidden; k++)
                    {
                        product[row] += weight[(row * hidden) + k] * h[k];
                    }
                }

                for (int k = 0; k < hidden; k++)
                {
                    double X(int gate) => gates[(place * rows) + (gate * hidden) + k];
                    double P(int gate) => product[(gate * hidden) + k];
                    switch (kind)
                    {
                        case "lstm":
                            c[k] = (Sigma(X(1) + P(1)) * c[k]) + (Sigma(X(0) + P(0)) * Math.Tanh(X(2) + P(2)));
                            h[k] = Sigma(X(3) + P(3)) * Math.Tanh(c[k]);
                            break;
                        case "gru":
                            double z = Sigma(X(1) + P(1));
                            h[k] = ((1 - z) * Math.Tanh(X(2) + (Sigma(X(0) + P(0)) * P(2)))) + (z * h[k]);
                            break;
                        case "relu":
                            h[k] = Math.Max(0, X(0) + P(0));
                            break;
                        default:
                            h[k] = Math.Tanh(X(0) + P(0));
                            break;
                    }
                }

                h.CopyTo(output, place * hidden);
            }
        }

        return (output, before);
    }

    private double[] Start(double[] from, int sample)
    {
        int first = ((sample * shape.States) + shape.State) * shape.Hidden;
        return from.Length == 0 ? new double[shape.Hidden] : from[first..(first + shape.Hidden)];
    }

    private static double Sigma(double x) => 1 / (1 + Math.Exp(-x));
}
