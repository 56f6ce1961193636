using System.Globalization;
using System.Runtime.InteropServices;
using Espalier.SideBySide.Rivals;

namespace Espalier.SideBySide;

/// <summary>
/// Measures the rows: in every round each side of each row has its turn, so that a change of the clock, or a neighbour at work for a
/// minute, meets all of them.
/// </summary>
internal sealed class Comparison(Options options, PyTorch? pyTorch, OnnxRuntime? onnxRuntime, string folder, double peak)
{
    // A core under full load warms up sooner; the compiler needs this long until all that a call uses has its final form.
    private const double WarmSeconds = 1;

    public static IReadOnlyList<Row> Rows => SideBySide.Rows.All;

    /// <summary>Opens all rows, then goes round them.</summary>
    /// <param name="rows">What is measured.</param>
    /// <param name="report">Is told what is done.</param>
    public List<Result> Measure(IReadOnlyList<Row> rows, Action<string> report)
    {
        List<Entrants> entrants = [];
        foreach (Row row in rows)
        {
            entrants.Add(Open(row));
            report(row.Name + ": opened");
        }

        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach (Entrants sides in entrants)
            {
                // Two cores are left alone at the same time less often than one.
                for (int turn = sides.Row.Work == Work.TwoThreads ? 3 : 1; turn > 0; turn--)
                {
                    Time(sides);
                }
            }

            report($"round {round} of {options.Rounds}");
        }

        return [.. entrants.Select(ResultOf)];
    }

    private Entrants Open(Row row)
    {
        bool hasOnnx = Prepare(row);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string? weights = pyTorch is null ? null : Path.Combine(folder, row.Net + ".safetensors");
        Contestant contestant = row.Open(weights);
        float[] input = pyTorch is not null ? Floats($"{row.Net}_{row.Batch}.input")
            : row.Work == Work.Stream ? new float[contestant.InputLength]
            : Random(row.Batch * contestant.InputLength);
        float[] output = GC.AllocateUninitializedArray<float>((row.Work == Work.Stream ? 1 : row.Batch) * contestant.OutputLength, pinned: true);
        double? difference = Difference(row, contestant, input, output);
        Action ours = row.Call(contestant, input, output);
        ours();
        long held = GC.GetTotalMemory(forceFullCollection: true) - before - (4L * (input.Length + output.Length));
        Action? alone = row.Work == Work.TwoThreads ? contestant.Predict(input, output, row.Batch, threads: 1) : null;
        Action? model = !hasOnnx ? null : row.Work switch
        {
            Work.Prediction => Bind(row, input, output.Length).Predict,
            Work.Stream => StreamCalls.Rival(Onnx(row, contestant, input), input, output, row.Batch),
            _ => null,
        };
        Action? hand = row.Rival == Rival.ByHand && HandWrittenGru.Compiler() is not null ? ByHand(row, contestant, input) : null;
        Stopwatches.Median(ours, WarmSeconds);
        return new Entrants(row, ours, model, alone ?? hand, Allocated(ours), held, difference)
        {
            Peak = options.MeasuresMemory ? ResidentGrowth.Of(row, weights) : null,
            PyTorchPeak = options.MeasuresMemory && pyTorch is not null && row.Work != Work.TwoThreads
                ? long.Parse(pyTorch.Ask($"memory {row.Net} {row.Batch} {row.Word}"), CultureInfo.InvariantCulture)
                : null,
        };
    }

    private void Time(Entrants sides)
    {
        Row row = sides.Row;
        sides.OurTimes.Add(Time(sides.Ours));
        if (sides.OnnxRuntime is { } model)
        {
            sides.OnnxTimes.Add(Time(model));
        }

        if (pyTorch is not null && row.Work != Work.TwoThreads)
        {
            sides.PyTorchTimes.Add(pyTorch.Time($"{row.Net} {row.Batch} {row.Word}", options.Seconds, options.TakesLeast));
        }

        if (sides.Other is { } other)
        {
            sides.OtherTimes.Add(Time(other));
        }
    }

    private Result ResultOf(Entrants sides)
    {
        Row row = sides.Row;
        List<double> mine = sides.OurTimes;
        List<double> rival = row.Rival switch { Rival.OnnxRuntime => sides.OnnxTimes, Rival.PyTorch => sides.PyTorchTimes, _ => sides.OtherTimes };
        double microseconds = OfRounds(mine)!.Value;
        double cores = row.Work == Work.TwoThreads ? 2 : 1;
        return new Result(
            row.Name, microseconds, OfRounds(sides.OnnxTimes), OfRounds(sides.PyTorchTimes), OfRounds(sides.OtherTimes), row.OtherName,
            Ratio(rival), new[] { Ratio(sides.OnnxTimes), Ratio(sides.PyTorchTimes), row.Rival == Rival.ByHand ? Ratio(sides.OtherTimes) : null }.Min(),
            row.Required, row.Goal, row.FlopsOfCall / (microseconds * 1e3) / (peak * cores), sides.Allocated, sides.Held, sides.Peak, sides.PyTorchPeak, sides.Difference);

        double? Ratio(List<double> theirs) => theirs.Count == 0 ? null
            : options.TakesLeast ? theirs.Min() / microseconds
            : Stopwatches.Median([.. theirs.Zip(mine, (their, own) => their / own)]);
    }

    private double Time(Action call) => options.TakesLeast ? Stopwatches.Least(call, options.Seconds) : Stopwatches.Median(call, options.Seconds);

    private double? OfRounds(List<double> times) => times.Count == 0 ? null : options.TakesLeast ? times.Min() : Stopwatches.Median([.. times]);

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
        model.Bind("x", isOutput: false, source, [row.Batch, .. shape]);
        model.Bind("y", isOutput: true, result, [row.Batch, .. outputShape]);
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
