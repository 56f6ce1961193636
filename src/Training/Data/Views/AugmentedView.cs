using System.Buffers;

namespace Espalier.Training;

/// <summary>Images of a data set, changed at random where training reads them.</summary>
internal sealed class AugmentedView : DatasetView
{
    private readonly Augmentation _augmentation;
    private readonly ImageSize _size;

    internal AugmentedView(Dataset source, Augmentation augmentation)
        : base(source, source.Count, source.Shape)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        _augmentation = augmentation;
        _size = ImageSize.Of(source);
        augmentation.Check(_size);
    }

    /// <inheritdoc/>
    public override void CopyInput(int index, Span<float> destination) => Source.CopyInput(index, destination);

    /// <inheritdoc/>
    public override void DrawInput(int index, ref SeededRandom random, Span<float> destination)
    {
        Source.DrawInput(index, ref random, destination);
        float[] scratch = ArrayPool<float>.Shared.Rent(InputLength);
        _augmentation.Apply(ref random, _size, destination, scratch.AsSpan(0, InputLength));
        ArrayPool<float>.Shared.Return(scratch);
    }
}
