using BenchmarkDotNet.Attributes;

namespace Espalier.Parts;

/// <summary>
/// A minute of sound at 48,000 steps a second, and a minute of silence behind a single click: what decays among the smallest
/// numbers must not take longer.
/// </summary>
public class Silence : KernelBenchmark
{
    private const int Block = 480, Blocks = 60 * 100;

    private readonly float[] _silence = new float[Block], _outputs = new float[Block];
    private float[] _sound = [];
    private IStream _stream = null!;

    [ParamsSource(nameof(Nets))]
    public string Net { get; set; } = "";

    public static IEnumerable<string> Nets => ["GRU 8", "WaveNet 16"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        double products = Streams.All[Net].Products;
        return new Work(2 * products * Block * Blocks, 4 * (products + (2 * Block)));
    }

    [GlobalSetup]
    public void Setup()
    {
        IStreamingNetwork network = Streams.All[Net].Create();

        // Without biases all of the state decays.
        foreach (TensorInfo tensor in network.Description.Tensors)
        {
            if (tensor.Name.Contains("bias", StringComparison.Ordinal))
            {
                network.Parameters[tensor.Name].CopyFrom(new float[tensor.Length]);
            }
        }

        _stream = network.StartStream();
        _sound = Floats(Block).ToArray();
    }

    [Benchmark(Baseline = true)]
    public void Sound() => Minute(_sound);

    [Benchmark]
    public void SilenceAfterAClick() => Minute(_silence);

    private void Minute(float[] inputs)
    {
        _stream.Reset();
        _stream.Process(_sound.AsSpan(0, 1), _outputs.AsSpan(0, 1));
        for (int block = 0; block < Blocks; block++)
        {
            _stream.Process(inputs, _outputs);
        }
    }
}
