using BenchmarkDotNet.Attributes;

namespace Espalier.Parts;

/// <summary>A step of a stream: by itself, and in a block.</summary>
public class Streams : KernelBenchmark
{
    private const int Block = 64;

    private float[] _inputs = [], _outputs = [], _input = [], _output = [];
    private IStream _stream = null!;

    [ParamsSource(nameof(Nets))]
    public string Net { get; set; } = "";

    public static IEnumerable<string> Nets => All.Keys;

    internal static Dictionary<string, (Func<IStreamingNetwork> Create, double Products)> All { get; } = new()
    {
        ["GRU 8"] = (() => new SmallGru(1), (24 * 9) + 8),
        ["LSTM 2×128"] = (() => new LetterLstm(1), (512 * 192) + (512 * 256) + (128 * 65)),
        ["WaveNet 16"] = (() => new SmallWaveNet(1), 32 + (4 * 512) + (3 * 256) + 16),
        ["Transformer 2×96"] = (() => new SmallTransformer(1), 2 * ((4 * 96 * 96) + (2 * 64 * 96) + (2 * 96 * 384))),
        ["Conv1D 32·4→64"] = (() => new DilatedNet(1), (128 * 64) + (64 * 32)),
    };

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        double products = All[Net].Products;
        return new Work(2 * products, 4 * products);
    }

    [GlobalSetup]
    public void Setup()
    {
        _stream = All[Net].Create().StartStream();
        (_inputs, _outputs) = (Floats(Block * _stream.InputLength).ToArray(), new float[Block * _stream.OutputLength]);
        (_input, _output) = (_inputs[.._stream.InputLength], new float[_stream.OutputLength]);
    }

    [Benchmark]
    public void Step() => _stream.Step(_input, _output);

    [Benchmark(OperationsPerInvoke = Block)]
    public void Process() => _stream.Process(_inputs, _outputs);
}
