using Espalier.Simd;

namespace Espalier;

/// <summary>
/// Which stretches of the parameters are updated, and with which settings; and the blocks in which their gradients are
/// summed and shared out among the workers, so that no sum depends on the number of workers.
/// </summary>
internal sealed class UpdatePlan
{
    private readonly NetworkDescription _description;
    private readonly Optimizer _optimizer;
    private readonly List<UpdateRange> _ranges = [];
    private readonly double[] _sums;

    internal UpdatePlan(NetworkDescription description, Optimizer optimizer)
    {
        _description = description;
        _optimizer = optimizer;
        _sums = new double[BlockSums.Count(description.TrainableLength) + description.Tensors.Length];
    }

    /// <summary>The number of blocks in all stretches.</summary>
    internal int Blocks { get; private set; }

    /// <summary>The stretches, in the order of the parameters.</summary>
    internal List<UpdateRange> Ranges => _ranges;

    /// <summary>Plans anew, after what is frozen or the groups have changed.</summary>
    internal void Rebuild(FrozenSet frozen, ReadOnlySpan<ParameterGroup> groups)
    {
        _ranges.Clear();
        for (int i = 0; i < _description.Tensors.Length; i++)
        {
            TensorInfo tensor = _description.Tensors[i];
            if (!tensor.Trainable || frozen[i])
            {
                continue;
            }

            (float factor, float decay) = Settings(tensor, groups);
            if (_ranges.Count > 0 && _ranges[^1] is var last && last.RateFactor == factor && last.WeightDecay == decay && AlignedBuffer.RoundUp(last.End) == tensor.Offset)
            {
                _ranges[^1] = last with { Length = tensor.Offset + tensor.Layout.Length - last.Start };
            }
            else
            {
                _ranges.Add(new UpdateRange(tensor.Offset, tensor.Layout.Length, factor, decay, 0));
            }
        }

        Blocks = 0;
        for (int i = 0; i < _ranges.Count; i++)
        {
            _ranges[i] = _ranges[i] with { FirstBlock = Blocks };
            Blocks += BlockSums.Count(_ranges[i].Length);
        }
    }

    /// <summary>The part of a stretch that lies in the given blocks; empty where none does.</summary>
    internal static (int Start, int Length) Cut(in UpdateRange range, int fromBlock, int toBlock)
    {
        long start = Math.Clamp((fromBlock - range.FirstBlock) * (long)BlockSums.BlockLength, 0, range.Length);
        long end = Math.Clamp((toBlock - range.FirstBlock) * (long)BlockSums.BlockLength, 0, range.Length);
        return (range.Start + (int)start, (int)(end - start));
    }

    /// <summary>Sums the squares of the gradients in the given blocks.</summary>
    internal void SumSquares(ReadOnlySpan<float> gradients, int fromBlock, int toBlock)
    {
        foreach (UpdateRange range in _ranges)
        {
            (int start, int length) = Cut(range, fromBlock, toBlock);
            if (length > 0)
            {
                int first = Math.Max(fromBlock, range.FirstBlock);
                ReadOnlySpan<float> piece = gradients.Slice(start, length);
                BlockSums.Products(piece, piece, _sums.AsSpan(first, BlockSums.Count(length)));
            }
        }
    }

    /// <summary>The Euclidean norm of the gradients, once all blocks are summed; not finite where one of them is not.</summary>
    internal double Norm(ReadOnlySpan<float> gradients)
    {
        double sum = 0;
        foreach (double block in _sums.AsSpan(0, Blocks))
        {
            sum += block;
        }

        // Squares beyond the range of floats are rare enough to be summed with all care.
        return double.IsFinite(sum) && sum > 1e-24 ? Math.Sqrt(sum) : CarefulNorm(gradients);
    }

    /// <summary>The tensor nearest the output that has a gradient which is not finite, and its place in the block.</summary>
    internal (TensorInfo Tensor, int Index) FindNonFinite(ReadOnlySpan<float> gradients)
    {
        for (int i = _description.Tensors.Length - 1; i >= 0; i--)
        {
            TensorInfo tensor = _description.Tensors[i];
            int index = tensor.Trainable ? FiniteScan.IndexOf(gradients.Slice(tensor.Offset, tensor.Layout.Length)) : -1;
            if (index >= 0 && _ranges.Exists(range => tensor.Offset >= range.Start && tensor.Offset < range.End))
            {
                return (tensor, tensor.Offset + index);
            }
        }

        throw new InvalidOperationException("Every gradient is finite.");
    }

    private double CarefulNorm(ReadOnlySpan<float> gradients)
    {
        double sum = 0;
        foreach (UpdateRange range in _ranges)
        {
            foreach (float gradient in gradients.Slice(range.Start, range.Length))
            {
                sum += (double)gradient * gradient;
            }
        }

        return Math.Sqrt(sum);
    }

    // The first group that names a tensor decides on it.
    private (float RateFactor, float WeightDecay) Settings(TensorInfo tensor, ReadOnlySpan<ParameterGroup> groups)
    {
        float decay = tensor.Decays || _optimizer.DecayBiases ? _optimizer.WeightDecay : 0;
        foreach (ParameterGroup group in groups)
        {
            if (NamePattern.Matches(group.Pattern, tensor))
            {
                return (group.RateFactor, group.WeightDecay ?? decay);
            }
        }

        return (1, decay);
    }
}

/// <summary>A stretch of the parameters with the same settings throughout.</summary>
/// <param name="Start">Where it starts in the block of parameters.</param>
/// <param name="Length">Its floats.</param>
/// <param name="RateFactor">What the session's rate is multiplied by.</param>
/// <param name="WeightDecay">The decay of its values.</param>
/// <param name="FirstBlock">The number of its first block of sums.</param>
internal readonly record struct UpdateRange(int Start, int Length, float RateFactor, float WeightDecay, int FirstBlock)
{
    internal int End => Start + Length;
}
