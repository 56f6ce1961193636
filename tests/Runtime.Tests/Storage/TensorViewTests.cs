using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Storage;

public sealed class TensorViewTests
{
    private readonly NetworkParameters _parameters = new(ScalarNet.Layout, seed: 3);

    [Fact]
    public void A_view_reads_and_writes_in_public_order()
    {
        TensorView weight = _parameters[0];
        Assert.Equal("dense.weight", weight.Name);
        Assert.Equal([2, 3], weight.Shape.ToArray());
        Assert.Equal(6, weight.Length);
        weight.CopyFrom([1, 2, 3, 4, 5, 6]);
        Assert.Equal(1, weight[0, 0]);
        Assert.Equal(3, weight[0, 2]);
        Assert.Equal(4, weight[1, 0]);
        weight[1, 2] = 60;
        Assert.Equal([1f, 2, 3, 4, 5, 60], weight.ToArray());
        Assert.Equal([1f, 2, 3, 4, 5, 60], _parameters["dense.weight"].ToArray());
        Assert.Equal("dense.weight 2×3", weight.ToString());
        Assert.Equal(new float[14], _parameters.Values[2..16].ToArray());
    }

    [Fact]
    public void Every_write_moves_the_version()
    {
        long version = _parameters.Version;
        _parameters[0][0, 0] = 1;
        Assert.NotEqual(version, version = _parameters.Version);
        _parameters[0].CopyFrom(new float[6]);
        Assert.NotEqual(version, version = _parameters.Version);
        _parameters.CopyFrom(new NetworkParameters(ScalarNet.Layout));
        Assert.NotEqual(version, version = _parameters.Version);
        _ = _parameters[0][0, 0];
        _ = _parameters[0].ToArray();
        Assert.Equal(version, _parameters.Version);
    }

    [Fact]
    public void Wrong_lengths_and_indices_are_named()
    {
        Fails<ArgumentException>(() => _parameters[0].CopyTo(new float[5]), "destination has 5 floats; dense.weight is 2×3 and needs 6");
        Fails<ArgumentException>(() => _parameters[0].CopyFrom(new float[7]), "source has 7 floats; dense.weight is 2×3 and needs 6");
        Fails<ArgumentException>(() => _ = _parameters[0][1], "index has 1 positions, expected 2");
        Fails<ArgumentOutOfRangeException>(() => _ = _parameters[0][0, 3], "position 3 of dimension 1 must be from 0 to 2");
        Fails<ArgumentOutOfRangeException>(() => _parameters[0][-1, 0] = 1, "position -1 of dimension 0");
        Fails<ArgumentOutOfRangeException>(() => _ = _parameters[3], "tensor is 3; ScalarNet has 3 tensors");
        Fails<ArgumentException>(() => _ = _parameters["dense"], "dense.weight, dense.seen, dense.bias");

        static void Fails<T>(Action action, string expected)
            where T : ArgumentException
            => Assert.Contains(expected, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptions_that_contradict_themselves_are_refused()
    {
        TensorLayout layout = TensorLayout.Vector(4);
        var first = new TensorInfo("a", [4], 0, layout, Initializer.Zeros);
        Describes([first, new TensorInfo("b", [2, 2], 16, layout, Initializer.Ones)]);
        Refuses([first, new TensorInfo("a", [4], 16, layout, Initializer.Zeros)], "called a");
        Refuses([first, new TensorInfo("b", [4], 0, layout, Initializer.Zeros)], "must start at 4 or later");
        Refuses([first, new TensorInfo("b", [4], 32, layout, Initializer.Zeros)], "within 32");
        Refuses([new TensorInfo("b", [4], 0, layout, Initializer.Zeros, trainable: false)], "trainable");
        Assert.Throws<ArgumentException>(() => new TensorInfo("b", [5], 0, layout, Initializer.Zeros));
        Assert.Throws<ArgumentException>(() => new TensorInfo("b", [4], 4, layout, Initializer.Zeros));
        Assert.Throws<ArgumentException>(() => new TensorInfo("b", [4], 0, layout, Initializer.KaimingNormal, fanIn: 0));

        static NetworkDescription Describes(TensorInfo[] tensors) => new("N", "f", [1], [1], tensors, 32, 32);

        static void Refuses(TensorInfo[] tensors, string expected)
            => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Describes(tensors)).Message, StringComparison.Ordinal);
    }
}
