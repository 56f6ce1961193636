using System.Runtime.ExceptionServices;

namespace Espalier.Training;

/// <summary>
/// Walks through a data set in batches. Batches are gathered into memory that is used again and again, so nothing is
/// allocated after construction; where asked to, a thread of its own gathers them ahead. The order of an epoch, and
/// every random change of a sample, depend on the seed, the epoch's number and the sample alone, so that a run that
/// resumes in the middle of epoch 7 sees what an uninterrupted one saw.
/// </summary>
/// <example><code>
/// loader.Start(epoch);
/// while (loader.Next())
/// {
///     training.Step(loader.Inputs, loader.Labels);
/// }
/// </code></example>
public sealed class DataLoader : IDisposable
{
    private readonly int[] _order;
    private readonly bool _shuffle;
    private readonly bool _dropLast;
    private readonly long _seed;
    private readonly bool _draw;
    private readonly MixUp? _mixUp;
    private readonly Batch[] _batches;

    private readonly object _gate = new();
    private readonly Thread? _thread;
    private Batch _present;
    private bool _hasBatch;
    private int _epoch;
    private int _next;
    private int _gathered;
    private bool _gathering;
    private bool _disposed;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares batches of a data set.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples in a batch, at least 1; the last batch of an epoch may be smaller.</param>
    /// <param name="shuffle">True draws a new order for each epoch; false keeps the order of the data set.</param>
    /// <param name="seed">Fixes the orders.</param>
    /// <param name="dropLast">True leaves out a last batch that is not full.</param>
    /// <param name="ahead">How many batches a thread gathers ahead; 0 gathers each when it is asked for.</param>
    /// <param name="draw">Whether samples are read as training is to see them, changed by their augmentation, or as they are.</param>
    /// <param name="mixUp">How samples are mixed with each other; null leaves them unmixed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1, a batch is too large for an array, no full batch can be had, or <paramref name="ahead"/> is negative or above 64.</exception>
    public DataLoader(Dataset data, int batchSize, bool shuffle = true, long seed = 0, bool dropLast = false, int ahead = 0, bool draw = false, MixUp? mixUp = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        int size = Math.Min(batchSize, data.Count);
        int most = Array.MaxLength / Math.Max(data.InputLength, data.TargetLength);
        if (batchSize < 1 || size > most)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"The batch size is {batchSize}; expected 1 … {most} with samples of {data.InputLength} floats.");
        }

        if (dropLast && batchSize > data.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"The batch size is {batchSize}; expected at most {data.Count}, the number of samples, where only full batches are used.");
        }

        if (ahead is < 0 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(ahead), ahead, $"{ahead} batches are to be gathered ahead; expected 0 … 64.");
        }

        Data = data;
        BatchSize = batchSize;
        _shuffle = shuffle;
        _dropLast = dropLast;
        _seed = seed;
        _draw = draw;
        _mixUp = mixUp;
        _order = new int[data.Count];
        _batches = new Batch[ahead + 1];
        for (int i = 0; i < _batches.Length; i++)
        {
            _batches[i] = new Batch(data, size, mixUp is not null);
        }

        _present = _batches[0];
        Order(0);
        if (ahead > 0)
        {
            // What is not asked for yet waits: Start lets the thread go on.
            _gathered = BatchesPerEpoch;
            _thread = new Thread(GatherAhead) { IsBackground = true, Name = "batches ahead" };
            _thread.Start();
            Start(0);
        }
    }

    /// <summary>The samples.</summary>
    public Dataset Data { get; }

    /// <summary>Samples in a batch, the last of an epoch excepted.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch => (int)(((long)Data.Count + (_dropLast ? 0 : BatchSize - 1)) / BatchSize);

    /// <summary>Samples in the present batch; 0 before the first.</summary>
    public int Count => _hasBatch ? _present.Count : 0;

    /// <summary>The inputs of the present batch, one after the other, until the next one is asked for.</summary>
    public ReadOnlySpan<float> Inputs => _present.Inputs.AsSpan(0, Count * Data.InputLength);

    /// <summary>The labels of the present batch, until the next one is asked for; none where the samples have targets.</summary>
    public ReadOnlySpan<int> Labels => Data.Classes > 0 ? _present.Labels.AsSpan(0, Count) : default;

    /// <summary>The targets of the present batch, one after the other, until the next one is asked for; none where the samples have classes.</summary>
    public ReadOnlySpan<float> Targets => _present.Targets.AsSpan(0, Count * Data.TargetLength);

    /// <summary>Where the samples of the present batch stand in the data set.</summary>
    public ReadOnlySpan<int> Indices => _order.AsSpan(_present.Start, Count);

    /// <summary>With mix-up, the labels of the samples that were mixed in.</summary>
    internal ReadOnlySpan<int> OtherLabels => _present.OtherLabels.AsSpan(0, Count);

    /// <summary>With mix-up, the share that each sample itself has in its mixture.</summary>
    internal ReadOnlySpan<float> Shares => _present.Shares.AsSpan(0, Count);

    /// <summary>Goes to a batch of an epoch.</summary>
    /// <param name="epoch">The number of the epoch, at least 0; with the seed it fixes the order.</param>
    /// <param name="batch">How many batches of it to leave out, at least 0.</param>
    public void Start(int epoch, int batch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        lock (_gate)
        {
            _gathered = BatchesPerEpoch;
            while (_gathering)
            {
                Monitor.Wait(_gate);
            }

            _failure = null;
            Order(epoch);
            _next = Math.Min(batch, BatchesPerEpoch);
            _gathered = _next;
            _hasBatch = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Goes to the next batch.</summary>
    /// <returns>False at the end of the epoch.</returns>
    /// <exception cref="ObjectDisposedException">The loader has ended.</exception>
    public bool Next()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _hasBatch = false;
        if (_next == BatchesPerEpoch)
        {
            return false;
        }

        if (_thread is null)
        {
            Gather(_present, _next++);
            _hasBatch = true;
            return true;
        }

        lock (_gate)
        {
            // The memory of the batch before is free from here on.
            _next++;
            Monitor.PulseAll(_gate);
            while (_gathered < _next && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            if (_gathered < _next)
            {
                _failure!.Throw();
            }

            _present = _batches[(_next - 1) % _batches.Length];
            _hasBatch = true;
            return true;
        }
    }

    /// <summary>Ends the thread that gathers ahead, if there is one.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    private void Order(int epoch)
    {
        _epoch = epoch;
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
    }

    // Batch b lies in memory b mod n; there may be n − 1 beside the one in use, which is number _next − 1.
    private void GatherAhead()
    {
        while (true)
        {
            int number;
            lock (_gate)
            {
                while (!_disposed && (_gathered >= BatchesPerEpoch || _gathered - _next >= _batches.Length - 1 || _failure is not null))
                {
                    Monitor.Wait(_gate);
                }

                if (_disposed)
                {
                    return;
                }

                number = _gathered;
                _gathering = true;
            }

            ExceptionDispatchInfo? failure = null;
            try
            {
                Gather(_batches[number % _batches.Length], number);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            lock (_gate)
            {
                _gathering = false;
                _failure = failure;

                // Start may have gone elsewhere meanwhile; it then set the count beyond this batch.
                if (failure is null && _gathered == number)
                {
                    _gathered++;
                }

                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Gather(Batch batch, int number)
    {
        int start = number * BatchSize;
        int count = Math.Min(BatchSize, _order.Length - start);
        int length = Data.InputLength;
        for (int i = 0; i < count; i++)
        {
            int sample = _order[start + i];
            Span<float> input = batch.Inputs.AsSpan(i * length, length);
            SeededRandom random = RandomOf(sample);
            Read(sample, ref random, input);
            if (Data.Classes > 0)
            {
                batch.Labels[i] = Data.Label(sample);
            }
            else
            {
                Data.CopyTarget(sample, batch.Targets.AsSpan(i * Data.TargetLength, Data.TargetLength));
            }

            if (_mixUp is not null)
            {
                Mix(batch, i, input, ref random);
            }
        }

        batch.Start = start;
        batch.Count = count;
    }

    private void Mix(Batch batch, int i, Span<float> input, ref SeededRandom random)
    {
        int other = random.NextInt(Data.Count);
        float share = _mixUp!.NextShare(ref random);
        Read(other, ref random, batch.Other);
        FloatLoops.Approach(1 - share, batch.Other, input);
        batch.Shares[i] = share;
        if (Data.Classes > 0)
        {
            batch.OtherLabels[i] = Data.Label(other);
        }
        else
        {
            Data.CopyTarget(other, batch.OtherTarget);
            FloatLoops.Approach(1 - share, batch.OtherTarget, batch.Targets.AsSpan(i * Data.TargetLength, Data.TargetLength));
        }
    }

    private void Read(int sample, ref SeededRandom random, Span<float> input)
    {
        if (_draw)
        {
            Data.DrawInput(sample, ref random, input);
        }
        else
        {
            Data.CopyInput(sample, input);
        }
    }

    // Apart from the streams of the orders, which are the numbers of the epochs.
    private SeededRandom RandomOf(int sample) => new(_seed, ((_epoch + 1L) << 32) + sample);

    private sealed class Batch(Dataset data, int size, bool mixes)
    {
        internal readonly float[] Inputs = new float[size * data.InputLength];
        internal readonly int[] Labels = new int[data.Classes > 0 ? size : 0];
        internal readonly float[] Targets = new float[size * data.TargetLength];
        internal readonly int[] OtherLabels = new int[mixes && data.Classes > 0 ? size : 0];
        internal readonly float[] Shares = new float[mixes ? size : 0];
        internal readonly float[] Other = new float[mixes ? data.InputLength : 0];
        internal readonly float[] OtherTarget = new float[mixes ? data.TargetLength : 0];

        internal int Start { get; set; }

        internal int Count { get; set; }
    }
}
