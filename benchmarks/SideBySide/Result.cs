using System.Text.Json.Serialization;

namespace Espalier.SideBySide;

/// <summary>What was measured of a row. Times are medians over the rounds, in microseconds; null where a rival is missing.</summary>
/// <param name="Name">The row.</param>
/// <param name="Espalier">Our time.</param>
/// <param name="OnnxRuntime">Its time.</param>
/// <param name="PyTorch">Its time, the best of its ways.</param>
/// <param name="Other">Our time on one thread in the rows of two threads; that of the C++ by hand beside streams.</param>
/// <param name="OtherName">What it is called in the table.</param>
/// <param name="Ratio">The time of the rival of the goal over ours: the median of the ratios of the rounds.</param>
/// <param name="BestRatio">The same of the fastest rival.</param>
/// <param name="Required">What the ratio has to be.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="PeakShare">Operations a second over the peak of the cores used.</param>
/// <param name="Allocated">Bytes that a call of ours allocates on the heap.</param>
/// <param name="Held">Bytes that the network and its session hold.</param>
/// <param name="Peak">Bytes by which a process grows at most that loads the network and makes the calls; null where it was not measured.</param>
/// <param name="PyTorchPeak">The same of PyTorch.</param>
/// <param name="Difference">The greatest difference of an output to PyTorch's, relative to the greatest output.</param>
internal sealed record Result(
    string Name, double Espalier, double? OnnxRuntime, double? PyTorch, double? Other, string OtherName, double? Ratio, double? BestRatio, double Required, double Goal,
    double PeakShare, long Allocated, long Held, long? Peak, long? PyTorchPeak, double? Difference)
{
    public bool? IsReached => Ratio is { } ratio ? ratio >= Required : null;
}

/// <summary>One run of the comparison.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="VectorBits">The width of vectors that the kernels used.</param>
/// <param name="PeakGflops">Multiply-and-add peak of a core at the widest vectors.</param>
/// <param name="PeakGflopsAtWidth">The same at the width that the kernels used.</param>
/// <param name="Rivals">Their versions, or why one is left out.</param>
/// <param name="Rounds">How often all sides took turns.</param>
/// <param name="Results">The rows.</param>
internal sealed record Report(
    string Processor, int VectorBits, double PeakGflops, double PeakGflopsAtWidth, IReadOnlyList<string> Rivals, int Rounds, IReadOnlyList<Result> Results);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
