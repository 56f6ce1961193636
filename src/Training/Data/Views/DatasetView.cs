namespace Espalier.Training;

/// <summary>A data set that reads another one: some of its samples, or all of them changed.</summary>
internal abstract class DatasetView : Dataset
{
    private protected DatasetView(Dataset source, int count, ReadOnlySpan<int> shape)
        : base(count, shape, source.Classes, source.TargetLength)
    {
        Source = source;
    }

    /// <summary>What is read.</summary>
    protected Dataset Source { get; }

    /// <inheritdoc/>
    public override int Label(int index)
    {
        CheckIndex(index);
        return Source.Label(SourceIndex(index));
    }

    /// <inheritdoc/>
    public override void CopyTarget(int index, Span<float> destination)
    {
        CheckTarget(index, destination.Length);
        Source.CopyTarget(SourceIndex(index), destination);
    }

    /// <summary>Which sample of the source stands behind one of the view.</summary>
    protected virtual int SourceIndex(int index) => index;
}
