namespace Espalier.Training;

/// <summary>
/// Walks through a data set in batches. A batch is gathered into memory that is used again for the next, so nothing is
/// allocated after construction. The order of an epoch depends on the seed and the epoch's number alone, so that a run
/// that resumes at epoch 7 sees what an uninterrupted one saw.
/// </summary>
/// <example><code>
/// loader.Start(epoch);
/// while (loader.Next())
/// {
///     training.Step(loader.Inputs, loader.Labels);
/// }
/// </code></example>
public sealed class DataLoader
{
    private readonly int[] _order;
    private readonly float[] _inputs;
    private readonly int[] _labels;
    private readonly bool _shuffle;
    private readonly bool _dropLast;
    private readonly long _seed;
    private int _position;
    private int _count;

    /// <summary>Prepares batches of a data set.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples in a batch, at least 1; the last batch of an epoch may be smaller.</param>
    /// <param name="shuffle">True draws a new order for each epoch; false keeps the order of the data set.</param>
    /// <param name="seed">Fixes the orders.</param>
    /// <param name="dropLast">True leaves out a last batch that is not full.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1, a batch is too large for an array, or no full batch can be had.</exception>
    public DataLoader(Dataset data, int batchSize, bool shuffle = true, long seed = 0, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        int size = Math.Min(batchSize, data.Count);
        if (batchSize < 1 || (long)size * data.InputLength > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"The batch size is {batchSize}; expected 1 … {Array.MaxLength / data.InputLength} with samples of {data.InputLength} floats.");
        }

        if (dropLast && batchSize > data.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"The batch size is {batchSize}; expected at most {data.Count}, the number of samples, where only full batches are used.");
        }

        Data = data;
        BatchSize = batchSize;
        _shuffle = shuffle;
        _dropLast = dropLast;
        _seed = seed;
        _order = new int[data.Count];
        _inputs = new float[size * data.InputLength];
        _labels = new int[size];
        Start(0);
    }

    /// <summary>The samples.</summary>
    public Dataset Data { get; }

    /// <summary>Samples in a batch, the last of an epoch excepted.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch => (int)(((long)Data.Count + (_dropLast ? 0 : BatchSize - 1)) / BatchSize);

    /// <summary>Samples in the present batch; 0 before the first.</summary>
    public int Count => _count;

    /// <summary>The inputs of the present batch, one after the other, until the next one is gathered.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, _count * Data.InputLength);

    /// <summary>The labels of the present batch, until the next one is gathered.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, _count);

    /// <summary>Where the samples of the present batch stand in the data set.</summary>
    public ReadOnlySpan<int> Indices => _order.AsSpan(_position - _count, _count);

    /// <summary>Goes to the beginning of an epoch.</summary>
    /// <param name="epoch">The number of the epoch, at least 0; with the seed it fixes the order.</param>
    public void Start(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (_shuffle)
        {
            var random = new SeededRandom(_seed, epoch);
            for (int i = _order.Length - 1; i > 0; i--)
            {
                int other = random.NextInt(i + 1);
                (_order[i], _order[other]) = (_order[other], _order[i]);
            }
        }

        _position = 0;
        _count = 0;
    }

    /// <summary>Gathers the next batch.</summary>
    /// <returns>False at the end of the epoch.</returns>
    public bool Next()
    {
        _count = Math.Min(BatchSize, _order.Length - _position);
        if (_dropLast && _count < BatchSize)
        {
            _count = 0;
        }

        int length = Data.InputLength;
        for (int i = 0; i < _count; i++)
        {
            int sample = _order[_position + i];
            Data.CopyInput(sample, _inputs.AsSpan(i * length, length));
            _labels[i] = Data.Label(sample);
        }

        _position += _count;
        return _count > 0;
    }
}
