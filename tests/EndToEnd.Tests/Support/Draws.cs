using System.Text;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>Numbers that <c>tests/Fixtures/whole_networks.py</c> draws in the same way: weights too large to be stored.</summary>
public static class Draws
{
    /// <summary>Numbers from -1 to below 1 with 24 bits, by hashing name and index.</summary>
    public static double[] Unit(string name, int count)
    {
        uint key = 2166136261;
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            key = (key ^ letter) * 16777619;
        }

        double[] draws = new double[count];
        for (int i = 0; i < count; i++)
        {
            uint x = ((uint)i * 0x9E3779B9) + key;
            x = (x ^ (x >> 16)) * 0x7FEB352D;
            x = (x ^ (x >> 15)) * 0x846CA68B;
            x ^= x >> 16;
            draws[i] = ((x >> 8) / (double)(1 << 23)) - 1;
        }

        return draws;
    }

    public static float[] Samples(int count) => Array.ConvertAll(Unit("input", count), value => (float)value);

    /// <summary>Weights as Kaiming would draw them, biases and norms near what they start as.</summary>
    public static float[] Parameter(TensorInfo tensor)
    {
        ReadOnlySpan<int> shape = tensor.Shape;
        double bound = shape.Length > 1 ? Math.Sqrt(6.0 / (tensor.Length / shape[0])) : 0;
        return Array.ConvertAll(Unit(tensor.Name, tensor.Length), unit => (float)(
            bound > 0 ? unit * bound
            : tensor.Name.EndsWith("running_var", StringComparison.Ordinal) ? 1 + (unit / 2)
            : tensor.Name.EndsWith("weight", StringComparison.Ordinal) ? 1 + (unit / 4)
            : unit / 8));
    }

    /// <summary>The Euclidean norm, and the product with numbers drawn for the name.</summary>
    public static (double Norm, double Probe) Summary(string name, ReadOnlySpan<float> values)
    {
        double[] probe = Unit("probe:" + name, values.Length);
        double squares = 0, product = 0;
        for (int i = 0; i < probe.Length; i++)
        {
            squares += (double)values[i] * values[i];
            product += values[i] * probe[i];
        }

        return (Math.Sqrt(squares), product);
    }
}
