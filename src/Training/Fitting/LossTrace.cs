namespace Espalier.Training;

/// <summary>
/// The losses of a run in constant memory: the means of equally long stretches of steps. Where the memory is full,
/// neighbours are merged and the stretches become twice as long.
/// </summary>
public sealed class LossTrace
{
    private const int Capacity = 4096;

    private readonly float[] _means = new float[Capacity];
    private int _count;
    private double _sum;
    private int _pending;

    /// <summary>Steps in a stretch: 1 at first, then powers of two.</summary>
    public int Stride { get; private set; } = 1;

    /// <summary>The mean loss of each stretch that is complete.</summary>
    public ReadOnlySpan<float> Means => _means.AsSpan(0, _count);

    /// <summary>Adds the loss of a step, without allocating.</summary>
    /// <param name="loss">The mean loss of the step's batch.</param>
    internal void Add(float loss)
    {
        _sum += loss;
        if (++_pending < Stride)
        {
            return;
        }

        if (_count == Capacity)
        {
            // The new stretch is half of one as long as they are from now on, and waits for its other half.
            Merge();
            return;
        }

        _means[_count++] = (float)(_sum / _pending);
        _sum = 0;
        _pending = 0;
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Stride);
        writer.Write(_sum);
        writer.Write(_pending);
        writer.Write(_count);
        for (int i = 0; i < _count; i++)
        {
            writer.Write(_means[i]);
        }
    }

    internal void Load(BinaryReader reader)
    {
        Stride = reader.ReadInt32();
        _sum = reader.ReadDouble();
        _pending = reader.ReadInt32();
        _count = reader.ReadInt32();
        for (int i = 0; i < _count; i++)
        {
            _means[i] = reader.ReadSingle();
        }
    }

    private void Merge()
    {
        _count = Capacity / 2;
        for (int i = 0; i < _count; i++)
        {
            _means[i] = (_means[2 * i] + _means[(2 * i) + 1]) / 2;
        }

        Stride *= 2;
    }
}
