namespace Espalier.Training;

/// <summary>Some samples of a data set.</summary>
internal sealed class SubsetView : DatasetView
{
    private readonly int[] _indices;

    internal SubsetView(Dataset source, int[] indices)
        : base(source, indices.Length, source.Shape)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)source.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"There is no sample {index}; the data set has the samples 0 … {source.Count - 1}.");
            }
        }

        _indices = indices;
    }

    /// <inheritdoc/>
    public override void CopyInput(int index, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        Source.CopyInput(_indices[index], destination);
    }

    /// <inheritdoc/>
    public override void DrawInput(int index, ref SeededRandom random, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        Source.DrawInput(_indices[index], ref random, destination);
    }

    protected override int SourceIndex(int index) => _indices[index];
}
