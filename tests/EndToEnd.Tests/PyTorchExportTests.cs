using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>What <c>docs/pytorch/example.py</c> wrote by way of the export script gives PyTorch's output here.</summary>
public class PyTorchExportTests
{
    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch", name);

    [Fact]
    public void An_exported_network_gives_its_golden_output()
    {
        SafetensorsFile golden = SafetensorsFile.Parse(System.IO.File.ReadAllBytes(File("example.golden.safetensors")));
        float[] input = golden.Tensors["input"].Floats();
        float[] expected = golden.Tensors["output"].Floats();

        ImportedNet net = ImportedNet.Load(File("example.safetensors"));
        float[] output = new float[expected.Length];
        net.Predict(input, output);

        Close.Equal(expected, output, "output");
    }
}

/// <summary>The network of the example: an <c>nn.Sequential</c>, whose tensors are called by the modules' numbers.</summary>
[Network]
[Input(channels: 3, height: 8, width: 6)]
[Conv2D(5, kernel: 3, padding: 1, bias: false, Key = "0")]
[BatchNorm(Key = "1")]
[ReLU]
[MaxPool2D(2)]
[Dense(7, Key = "5")]
public sealed partial class ImportedNet;
