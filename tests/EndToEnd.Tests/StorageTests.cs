using System.Runtime.InteropServices;
using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Files of weights through the surface of a network.</summary>
public sealed class StorageTests
{
    private readonly MixedNet _network = new(3);

    [Fact]
    public void A_saved_network_is_loaded_from_a_path_a_stream_and_bytes()
    {
        byte[] bytes = _network.ToBytes();
        var stream = new MemoryStream();
        _network.Save(stream);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            _network.Save(path);
            _network.Save(path);
            Assert.Equal(bytes, File.ReadAllBytes(path));
            Assert.Equal(bytes, stream.ToArray());
            stream.Position = 0;
            foreach (MixedNet loaded in (MixedNet[])[MixedNet.Load(path), MixedNet.Load(stream), MixedNet.Load(bytes)])
            {
                Assert.Equal(bytes, loaded.ToBytes());
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Other_kinds_of_numbers_are_converted(string kind)
    {
        SafetensorsFile file = SafetensorsFile.Parse(_network.ToBytes());
        var expected = new Dictionary<string, float[]>();
        foreach ((string name, StoredTensor tensor) in file.Tensors.ToArray())
        {
            float[] values = tensor.Floats();
            byte[] bytes = kind switch
            {
                "F64" => MemoryMarshal.AsBytes<double>(Array.ConvertAll(values, value => (double)value)).ToArray(),
                "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
                _ => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))).ToArray(),
            };
            expected[name] = kind switch
            {
                "F64" => values,
                "F16" => Array.ConvertAll(values, value => (float)(Half)value),
                _ => Array.ConvertAll(values, value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000)),
            };
            file.Tensors[name] = new StoredTensor(kind, tensor.Shape, bytes);
        }

        MixedNet loaded = MixedNet.Load(file.ToBytes());
        foreach ((string name, float[] values) in loaded.Parameters.Tensors())
        {
            Close.Same(expected[name], values, name);
        }
    }

    [Fact]
    public void What_does_not_fit_is_named_with_both_shapes_and_nothing_is_loaded()
    {
        SafetensorsFile file = SafetensorsFile.Parse(_network.ToBytes());
        file.Tensors["conv2.weight"] = file.Tensors["conv2.weight"] with { Shape = [6, 6, 9, 1] };
        var exception = Assert.Throws<WeightFileException>(() => MixedNet.Load(file.ToBytes()));
        Assert.Equal("conv2.weight", exception.Tensor);
        Assert.Contains("conv2.weight", exception.Message, StringComparison.Ordinal);
        Assert.Contains("9", exception.Message, StringComparison.Ordinal);
        Assert.Contains("3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lenient_load_reports_what_is_missing_and_left_over()
    {
        SafetensorsFile file = SafetensorsFile.Parse(_network.ToBytes());
        file.Tensors["conv9.weight"] = file.Tensors["conv2.weight"];
        file.Tensors.Remove("conv2.weight");
        Assert.Throws<WeightFileException>(() => MixedNet.Load(file.ToBytes()));
        var report = new LoadReport();
        NetworkParameters parameters = NetworkParameters.Load(MixedNet.Layout, file.ToBytes(), report);
        Assert.Equal(["conv2.weight"], report.Missing);
        Assert.Equal(["conv9.weight"], report.LeftOver);
        Close.Same(_network.Conv1.Weight.ToArray(), parameters["conv1.weight"].ToArray(), "conv1.weight");
    }
}
