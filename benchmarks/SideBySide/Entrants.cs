namespace Espalier.SideBySide;

/// <summary>The sides of a row, ready to be timed, and their times so far in microseconds.</summary>
/// <param name="Row">What they do.</param>
/// <param name="Ours">A call of ours.</param>
/// <param name="OnnxRuntime">The same in ONNX Runtime; null where it is missing or has no part.</param>
/// <param name="Other">The same on one thread, or by hand; null where the row has no such side.</param>
/// <param name="Allocated">Bytes that a call of ours allocates.</param>
/// <param name="Held">Bytes that our network and its session hold.</param>
/// <param name="Difference">The greatest difference of our outputs to PyTorch's, relative to the greatest.</param>
internal sealed record Entrants(Row Row, Action Ours, Action? OnnxRuntime, Action? Other, long Allocated, long Held, double? Difference)
{
    /// <summary>Bytes by which a process of ours grows at most; null where that is not measured.</summary>
    public long? Peak { get; init; }

    /// <summary>The same of PyTorch.</summary>
    public long? PyTorchPeak { get; init; }

    public List<double> OurTimes { get; } = [];

    public List<double> OnnxTimes { get; } = [];

    public List<double> PyTorchTimes { get; } = [];

    public List<double> OtherTimes { get; } = [];
}
