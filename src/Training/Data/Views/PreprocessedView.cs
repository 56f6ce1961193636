using System.Buffers;

namespace Espalier.Training;

/// <summary>The samples of a data set as a preprocessing gives them.</summary>
internal sealed class PreprocessedView : DatasetView
{
    private readonly Preprocessing _preprocessing;

    internal PreprocessedView(Dataset source, Preprocessing preprocessing)
        : base(source, source.Count, Fit(source, preprocessing))
    {
        _preprocessing = preprocessing;
    }

    /// <inheritdoc/>
    public override void CopyInput(int index, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        float[] sample = ArrayPool<float>.Shared.Rent(Source.InputLength);
        Span<float> read = sample.AsSpan(0, Source.InputLength);
        Source.CopyInput(index, read);
        _preprocessing.Apply(read, destination);
        ArrayPool<float>.Shared.Return(sample);
    }

    /// <inheritdoc/>
    public override void DrawInput(int index, ref SeededRandom random, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        float[] sample = ArrayPool<float>.Shared.Rent(Source.InputLength);
        Span<float> read = sample.AsSpan(0, Source.InputLength);
        Source.DrawInput(index, ref random, read);
        _preprocessing.Apply(read, destination);
        ArrayPool<float>.Shared.Return(sample);
    }

    private static ReadOnlySpan<int> Fit(Dataset source, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing.InputShape.SequenceEqual(source.Shape)
            ? preprocessing.OutputShape
            : throw new ArgumentException($"The preprocessing was fitted on samples of {string.Join('×', preprocessing.InputShape.ToArray())}; these have {string.Join('×', source.Shape.ToArray())}.", nameof(preprocessing));
    }
}
