using System.Globalization;
using System.Runtime.InteropServices;
using Espalier.SideBySide.Rivals;

namespace Espalier.SideBySide;

/// <summary>Measures the rows: in every round each side has its turn, so that a change of the clock meets all of them.</summary>
internal sealed class Comparison(Options options, PyTorch? pyTorch, OnnxRuntime? onnxRuntime, string folder, double peak)
{
    // A core under full load warms up sooner; the compiler needs this long until all that a call uses has its final form.
    private const double WarmSeconds = 1;

    public static IReadOnlyList<Row> Rows => SideBySide.Rows.All;

    public Result Measure(Row row)
    {
        bool hasOnnx = Prepare(row);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Contestant contestant = row.Open(pyTorch is null ? null : Path.Combine(folder, row.Net + ".safetensors"));
        float[] input = pyTorch is not null ? Floats($"{row.Net}_{row.Batch}.input")
            : row.Work == Work.Stream ? new float[contestant.InputLength]
            : Random(row.Batch * contestant.InputLength);
        float[] output = GC.AllocateUninitializedArray<float>((row.Work == Work.Stream ? 1 : row.Batch) * contestant.OutputLength, pinned: true);
        double? difference = Difference(row, contestant, input, output);
        Action ours = row.Work switch
        {
            Work.Training => contestant.Train(input, row.Batch),
            Work.TwoThreads => contestant.Predict(input, output, row.Batch, threads: 2),
            Work.Stream => StreamCalls.Ours(contestant.Stream(), input, output, row.Batch),
            _ => contestant.Predict(input, output),
        };
        Action? alone = row.Work == Work.TwoThreads ? contestant.Predict(input, output, row.Batch, threads: 1) : null;
        Action? model = !hasOnnx ? null : row.Work switch
        {
            Work.Prediction => Bind(row, input, output.Length).Predict,
            Work.Stream => StreamCalls.Rival(Onnx(row, contestant, input), input, output, row.Batch),
            _ => null,
        };
        Action? hand = row.Rival == Rival.ByHand && HandWrittenGru.Compiler() is not null ? ByHand(row, contestant, input) : null;
        Stopwatches.Median(ours, WarmSeconds);
        long memory = GC.GetTotalAllocatedBytes(precise: true) - before - (4L * (input.Length + output.Length));
        long allocated = Allocated(ours);

        double[] mine = new double[options.Rounds], onnx = new double[options.Rounds], torch = new double[options.Rounds], other = new double[options.Rounds];
        for (int round = 0; round < options.Rounds; round++)
        {
            mine[round] = Time(ours);
            onnx[round] = model is null ? 0 : Time(model);
            torch[round] = pyTorch is null || row.Work == Work.TwoThreads ? 0 : pyTorch.Time($"{row.Net} {row.Batch} {row.Word}", options.Seconds, options.TakesLeast);
            other[round] = (alone ?? hand) is { } call ? Time(call) : 0;
        }

        double[] rival = row.Rival switch { Rival.OnnxRuntime => onnx, Rival.PyTorch => torch, _ => other };
        double microseconds = OfRounds(mine);
        double cores = row.Work == Work.TwoThreads ? 2 : 1;
        return new Result(
            row.Name, microseconds, OrNull(onnx), OrNull(torch), OrNull(other), row.OtherName,
            rival[0] == 0 ? null : options.TakesLeast ? rival.Min() / mine.Min() : Stopwatches.Median([.. rival.Zip(mine, (theirs, own) => theirs / own)]),
            row.Required, row.Goal, row.FlopsOfCall / (microseconds * 1e3) / (peak * cores), allocated, memory,
            options.MeasuresMemory && pyTorch is not null && row.Work != Work.TwoThreads
                ? long.Parse(pyTorch.Ask($"memory {row.Net} {row.Batch} {row.Word}"), CultureInfo.InvariantCulture)
                : null,
            difference);
    }

    private double Time(Action call) => options.TakesLeast ? Stopwatches.Least(call, options.Seconds) : Stopwatches.Median(call, options.Seconds);

    private double OfRounds(double[] times) => options.TakesLeast ? times.Min() : Stopwatches.Median(times);

    private double? OrNull(double[] times) => times[0] == 0 ? null : OfRounds(times);

    /// <summary>Bytes of a call, once everything has been called.</summary>
    private static long Allocated(Action call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
    }

    private bool Prepare(Row row)
    {
        if (pyTorch is not null)
        {
            pyTorch.Ask($"make {row.Net} {row.Batch}");
        }

        return onnxRuntime is not null && File.Exists(Path.Combine(folder, $"{row.Net}_{row.Batch}.onnx"));
    }

    private OnnxRuntime.Model Bind(Row row, float[] input, int outputLength)
    {
        OnnxRuntime.Model model = onnxRuntime!.Load(Path.Combine(folder, $"{row.Net}_{row.Batch}.onnx"));
        float[] source = GC.AllocateUninitializedArray<float>(input.Length, pinned: true);
        input.CopyTo(source, 0);
        float[] result = GC.AllocateUninitializedArray<float>(outputLength, pinned: true);
        long[] shape = [.. pyTorch!.Ask("shape " + row.Net).Split(' ').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        long[] outputShape = [.. pyTorch.Ask("output " + row.Net).Split(' ').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        model.Bind("x", isOutput: false, Marshal.UnsafeAddrOfPinnedArrayElement(source, 0), [row.Batch, .. shape]);
        model.Bind("y", isOutput: true, Marshal.UnsafeAddrOfPinnedArrayElement(result, 0), [row.Batch, .. outputShape]);
        model.Predict();
        float[] expected = Floats($"{row.Net}_{row.Batch}.output");
        Check(row, "ONNX Runtime", Relative(expected, result));
        return model;
    }

    /// <summary>The same stream in ONNX Runtime, at its start again after all steps were compared.</summary>
    private OnnxStream Onnx(Row row, Contestant contestant, float[] input)
    {
        long[][] states = [.. pyTorch!.Ask("states " + row.Net).Split(' ').Select(size => size.Split(',').Select(long.Parse).ToArray())];
        string path = Path.Combine(folder, $"{row.Net}_{row.Batch}.onnx");
        IStream stream = contestant.Stream();
        OnnxStream Start() => new(onnxRuntime!.Load(path), stream.Description.Inputs[0].Vocabulary > 0, stream.InputLength, stream.OutputLength, states);
        float[] expected = Floats($"{row.Net}_{row.Batch}.output"), actual = new float[expected.Length];
        StreamCalls.Rival(Start(), input, actual, expected.Length / stream.OutputLength)();
        Check(row, "ONNX Runtime", Relative(expected, actual));
        return Start();
    }

    /// <summary>The same stream by hand, with the weights of the network.</summary>
    private Action ByHand(Row row, Contestant contestant, float[] input)
    {
        HandWrittenGru.Load(contestant.Parameters, "gru1.weight_", "gru1.bias_", "dense1");
        float[] output = new float[input.Length], expected = new float[input.Length];
        contestant.Stream().Process(input, expected);
        HandWrittenGru.Run(input, output);
        Check(row, "C++", Relative(expected, output));
        return () => HandWrittenGru.Run(input.AsSpan(0, row.Batch), output);
    }

    /// <summary>The comparison would mean nothing if the sides computed different things.</summary>
    private double? Difference(Row row, Contestant contestant, float[] input, float[] output)
    {
        if (pyTorch is null)
        {
            return null;
        }

        if (row.Work == Work.Stream)
        {
            contestant.Stream().Process(input, output);
        }
        else
        {
            contestant.Predict(input, output)();
        }

        return Check(row, "Espalier", Relative(Floats($"{row.Net}_{row.Batch}.output"), output));
    }

    private static double Check(Row row, string side, double difference) => difference < 1e-4
        ? difference
        : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{row.Name}: the outputs of {side} differ from PyTorch's by {difference:e1} of their size."));

    private static double Relative(float[] expected, float[] actual)
    {
        double size = expected.Max(Math.Abs);
        return expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).Max() / size;
    }

    private static float[] Random(int length)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    private float[] Floats(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, name));
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
