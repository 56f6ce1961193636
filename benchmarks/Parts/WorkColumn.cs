using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Espalier.SideBySide;

namespace Espalier.Parts;

/// <summary>
/// Rates of a benchmark from its <see cref="Work"/>. The roof (Williams, Waterman and Patterson 2009) is the longer of the
/// time that the operations take at the peak of the multiply-add units, and the time that a plain pass over as many bytes
/// takes.
/// </summary>
internal sealed class WorkColumn : IColumn
{
    // Floats of a step of the pass.
    private const int Block = 128;

    private static readonly Lazy<double> PeakRate = new(() => Peak.Measure(Peak.KernelBits));
    private static readonly Dictionary<long, double> ReadRates = [];
    private static float _sink;

    private readonly Func<Work, double, double> _value;

    private WorkColumn(string name, string legend, Func<Work, double, double> value)
    {
        (ColumnName, Legend, _value) = (name, legend, value);
    }

    public static WorkColumn Rate { get; } = new("GFLOP/s", "Operations of the definition in a nanosecond", (work, time) => work.Flops / time);

    public static WorkColumn Traffic { get; } = new("GB/s", "Bytes of all operands, once each, in a nanosecond", (work, time) => work.Bytes / time);

    public static WorkColumn Roof { get; } = new("% of roof", "The least time that the units or the memory allow, in the time taken", (work, time) =>
        100 * Math.Max(work.Flops / PeakRate.Value, work.Bytes / ReadRate((long)work.Bytes)) / time);

    public string Id => nameof(WorkColumn) + ColumnName;

    public string ColumnName { get; }

    public string Legend { get; }

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics)
        {
            return "?";
        }

        Type type = benchmarkCase.Descriptor.Type;
        using var benchmark = (KernelBenchmark)Activator.CreateInstance(type)!;
        foreach (BenchmarkDotNet.Parameters.ParameterInstance parameter in benchmarkCase.Parameters.Items)
        {
            type.GetProperty(parameter.Name)!.SetValue(benchmark, parameter.Value);
        }

        double value = _value(benchmark.WorkOf(benchmarkCase.Descriptor.WorkloadMethod.Name), statistics.Median);
        return value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes a nanosecond of a pass over a buffer of so many bytes: what the cache gives that holds it.</summary>
    private static double ReadRate(long bytes)
    {
        if (!ReadRates.TryGetValue(bytes, out double rate))
        {
            // Pages that nobody has written to would all be the same one.
            float[] buffer = GC.AllocateArray<float>((int)Math.Max(Block, bytes / sizeof(float) / Block * Block), pinned: true);
            Array.Fill(buffer, 1);
            for (int i = 0; i < 6; i++)
            {
                // The first times go to the compiler.
                double time = Stopwatches.Median(() => _sink = ReadPass.Run(buffer), 0.05);
                rate = Math.Max(rate, buffer.Length * sizeof(float) / (1e3 * time));
            }

            ReadRates.Add(bytes, rate);
        }

        return rate;
    }
}
