namespace Espalier.EndToEnd.Tests;

/// <summary>Initial values as declared: by layer, by network, by the activation.</summary>
public sealed partial class InitialValueTests
{
    [Fact]
    public void The_network_decides_where_a_layer_says_nothing()
    {
        var net = new Started(seed: 3);
        AllWithin(net.Conv1.Weight, 0.2f, 0.4f);
        Assert.Equal(0.4, Deviation(net.Dense1.Weight), 0.05);
        Assert.All(net.Dense1.Bias.ToArray(), value => Assert.Equal(-1.5f, value));
        Assert.All(net.Dense2.Weight.ToArray(), value => Assert.Equal(0.25f, value));
        Assert.All(net.Dense2.Bias.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(Math.Sqrt(2.0 / 20), Deviation(net.Dense3.Weight), 0.02);
        Assert.Equal(0.02 / Math.Sqrt(3) * Math.Sqrt(6.0 / (20 + 10)), Deviation(net.Dense4.Weight), 1e-3);
    }

    [Fact]
    public void The_seed_decides()
    {
        Assert.Equal(new Started(seed: 3).Dense1.Weight.ToArray(), new Started(seed: 3).Dense1.Weight.ToArray());
        Assert.NotEqual(new Started(seed: 3).Dense1.Weight.ToArray(), new Started(seed: 4).Dense1.Weight.ToArray());
    }

    [Fact]
    public void A_convolution_is_orthogonal_as_a_matrix_of_filters()
    {
        float[] weight = new Orthogonals(seed: 1).Conv1.Weight.ToArray();
        for (int a = 0; a < 4; a++)
        {
            for (int b = 0; b < 4; b++)
            {
                Assert.Equal(a == b ? 1 : 0, weight[(a * 18)..((a + 1) * 18)].Zip(weight[(b * 18)..((b + 1) * 18)], (x, y) => (double)x * y).Sum(), 1e-6);
            }
        }
    }

    [Fact]
    public void PyTorchs_start_is_uniform_for_weights_and_biases()
    {
        var net = new Torch(seed: 1);
        AllWithin(net.Dense1.Weight, 0, 0.1f);
        AllWithin(net.Dense1.Bias, 0, 0.1f);
        Assert.All(net.Dense2.Bias.ToArray(), value => Assert.Equal(0.5f, value));
    }

    private static void AllWithin(TensorView tensor, float centre, float bound)
    {
        float[] values = tensor.ToArray();
        Assert.All(values, value => Assert.InRange(value, centre - bound, centre + bound));
        Assert.True(values.Max() > centre + (0.7f * bound) && values.Min() < centre - (0.7f * bound), "The numbers fill the range.");
    }

    private static double Deviation(TensorView tensor)
    {
        float[] values = tensor.ToArray();
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    [Network(Init = Init.Uniform, InitValue = 0.2f, InitScale = 0.4f)]
    [Input(2, 8, 8)]
    [Conv2D(4, kernel: 3)] [ReLU]
    [Dense(40, Init = Init.Normal, InitScale = 0.4f, InitBias = -1.5f)] [ReLU]
    [Dense(20, Init = Init.Constant, InitValue = 0.25f)] [ReLU]
    [Dense(20, Init = Init.KaimingNormal, InitFan = Fan.Out)] [Tanh]
    [Dense(10, Init = Init.Default, InitScale = 0.02f)]
    private sealed partial class Started;

    [Network(Init = Init.Orthogonal)]
    [Input(2, 8, 8)]
    [Conv2D(4, kernel: 3)]
    private sealed partial class Orthogonals;

    [Network(Init = Init.PyTorch)]
    [Input(100)]
    [Dense(50)] [ReLU]
    [Dense(10, InitBias = 0.5f)]
    private sealed partial class Torch;
}
