using BenchmarkDotNet.Attributes;
using Espalier.SideBySide.Rivals;

namespace Espalier.Parts;

/// <summary>The stream of a GRU of 8 units with a dense output beside the same in C++ by hand, in blocks of 64 steps.</summary>
public class ByHand : KernelBenchmark
{
    private const int Block = 64;

    private readonly float[] _outputs = new float[Block], _expected = new float[Block];
    private float[] _inputs = [];
    private SmallGru.Stream _stream = null!;

    /// <inheritdoc/>
    public override Work WorkOf(string method) => new(2 * ((24 * 9) + 8), 4 * ((24 * 9) + 56));

    [GlobalSetup]
    public void Setup()
    {
        var network = new SmallGru(1);
        _inputs = Floats(Block).ToArray();
        _stream = network.StartStream();
        HandWrittenGru.Load(network.Parameters, "gru.weight_", "gru.bias_", "dense");
        HandWrittenGru.Run(_inputs, _expected);
        _stream.Process(_inputs, _outputs);
        for (int i = 0; i < Block; i++)
        {
            if (!(MathF.Abs(_outputs[i] - _expected[i]) < 1e-5f))
            {
                throw new InvalidOperationException($"Step {i} gives {_outputs[i]}, and {_expected[i]} by hand.");
            }
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Block)]
    public void Cpp() => HandWrittenGru.Run(_inputs, _expected);

    [Benchmark(OperationsPerInvoke = Block)]
    public void Process() => _stream.Process(_inputs, _outputs);

    [Benchmark(OperationsPerInvoke = Block)]
    public void Step()
    {
        for (int i = 0; i < Block; i++)
        {
            _stream.Step(_inputs.AsSpan(i, 1), _outputs.AsSpan(i, 1));
        }
    }
}
