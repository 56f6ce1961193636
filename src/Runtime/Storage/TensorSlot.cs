namespace Espalier;

/// <summary>A tensor under the name that it has in a file, and the block that holds it.</summary>
/// <param name="name">The name in the file.</param>
/// <param name="tensor">Its shape and its place in the block.</param>
/// <param name="buffer">The memory of the block.</param>
/// <param name="start">Where the block starts in the memory.</param>
internal sealed class TensorSlot(string name, TensorInfo tensor, AlignedBuffer buffer, int start)
{
    internal string Name => name;

    internal TensorInfo Tensor => tensor;

    private Span<float> Block => buffer.Span.Slice(start + tensor.Offset, tensor.Layout.Length);

    internal void Get(Span<float> values) => tensor.Layout.ToPublic(Block, values);

    internal void Set(ReadOnlySpan<float> values) => tensor.Layout.FromPublic(values, Block);
}
