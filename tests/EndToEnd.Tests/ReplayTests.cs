using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>What <c>docs/pytorch</c> exports from PyTorch gives PyTorch's numbers here.</summary>
public sealed class ReplayTests
{
    private static string Path => System.IO.Path.Combine(Fixture.Folder, "pytorch", "example");

    [Fact]
    public void An_exported_network_gives_the_exported_output()
    {
        SafetensorsFile golden = SafetensorsFile.Parse(File.ReadAllBytes(Path + ".golden.safetensors"));
        ImportedNet network = ImportedNet.Load(Path + ".safetensors");
        Close.Equal(golden.Tensors["output"].Floats(), network.Predict(golden.Tensors["input"].Floats()), "output");
    }

    [Fact]
    public void From_a_stream_and_from_bytes_as_well()
    {
        byte[] bytes = File.ReadAllBytes(Path + ".safetensors");
        byte[] expected = ImportedNet.Load(Path + ".safetensors").ToBytes();
        Assert.Equal(expected, ImportedNet.Load(bytes).ToBytes());
        Assert.Equal(expected, ImportedNet.Load(new MemoryStream(bytes)).ToBytes());
    }
}
