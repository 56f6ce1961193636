using System.Numerics;
using System.Runtime.InteropServices;

namespace Espalier.Training.Baselines;

/// <summary>How far samples are from each other.</summary>
public enum Distance
{
    /// <summary>The sum of the absolute differences.</summary>
    L1,

    /// <summary>The root of the sum of the squared differences.</summary>
    L2,
}

/// <summary>
/// The k nearest neighbours: no training, all the work at prediction. Distances are computed block by block on all
/// cores and never held: beside the answer, each core holds 64 samples and their k nearest so far, however many there are.
/// </summary>
public sealed class NearestNeighbours
{
    // Queries that share the registers of one pass over a training sample.
    private const int Queries = 4;

    // Queries that share a stretch of training samples while it is in the second cache, at most; and its floats.
    private const int BlockQueries = 64;
    private const int StretchFloats = 32 * 1024;

    private readonly FeatureDataset _training;
    private readonly Distance _distance;
    private readonly float[] _halfNorms;

    /// <summary>Keeps the training samples.</summary>
    /// <param name="training">The samples, with classes or targets; held as floats.</param>
    /// <param name="distance">How far samples are from each other.</param>
    public NearestNeighbours(Dataset training, Distance distance = Distance.L2)
    {
        ArgumentNullException.ThrowIfNull(training);
        _training = training as FeatureDataset ?? training.InMemory();
        _distance = distance;
        _halfNorms = new float[distance == Distance.L2 ? training.Count : 0];
        Parallel.For(0, _halfNorms.Length, i => _halfNorms[i] = .5f * FloatLoops.Dot(Row(i), Row(i)));
    }

    /// <summary>The nearest training samples of each sample, the nearest first.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="k">How many, from 1 to the number of training samples.</param>
    /// <returns>The places of k training samples for each sample.</returns>
    /// <exception cref="ArgumentException">The samples have another length, or k is out of range.</exception>
    public int[][] Find(Dataset data, int k)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.InputLength != _training.InputLength)
        {
            throw new ArgumentException($"A sample has {data.InputLength} values; the training samples have {_training.InputLength}.", nameof(data));
        }

        if (k < 1 || k > _training.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k is {k}; expected 1 … {_training.Count}, the number of training samples.");
        }

        int[][] found = new int[data.Count][];

        // Blocks as large as leave some for each core, taken by workers that keep their memory from one to the next.
        int size = Math.Clamp(data.Count / (4 * Environment.ProcessorCount) / Queries * Queries, Queries, BlockQueries);
        int blocks = (data.Count + size - 1) / size;
        int next = -1;
        Parallel.For(0, Math.Min(blocks, Environment.ProcessorCount), _ =>
        {
            float[] queries = new float[size * data.InputLength];
            Nearest[] best = [.. Enumerable.Range(0, size).Select(query => new Nearest(k))];
            for (int block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                FindBlock(data, block * size, queries, best, found);
            }
        });
        return found;
    }

    /// <summary>The class that most of the k nearest have; of equally frequent ones that of the nearest sample.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="k">How many neighbours vote.</param>
    /// <exception cref="ArgumentException">As for <see cref="Find"/>, or the training samples have targets.</exception>
    public int[] Classify(Dataset data, int k) => Vote(Find(data, k), k);

    /// <summary>The votes of the first k neighbours, where more have been found: one search serves several k.</summary>
    /// <param name="neighbours">What <see cref="Find"/> gave.</param>
    /// <param name="k">How many neighbours vote.</param>
    public int[] Vote(int[][] neighbours, int k)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        return Array.ConvertAll(neighbours, nearest =>
        {
            int[] votes = new int[_training.Classes];
            foreach (int sample in nearest.AsSpan(0, k))
            {
                votes[_training.Label(sample)]++;
            }

            int most = votes.Max();
            return _training.Label(Array.Find(nearest, sample => votes[_training.Label(sample)] == most));
        });
    }

    private ReadOnlySpan<float> Row(int sample) => _training.Features.Slice(sample * _training.InputLength, _training.InputLength);

    private void FindBlock(Dataset data, int first, float[] queries, Nearest[] best, int[][] found)
    {
        int length = data.InputLength;
        int count = Math.Min(best.Length, data.Count - first);
        for (int q = 0; q < best.Length; q++)
        {
            // Missing queries repeat the last one.
            data.CopyInput(first + Math.Min(q, count - 1), queries.AsSpan(q * length, length));
            best[q].Clear();
        }

        int stretch = Math.Max(1, StretchFloats / length);
        Span<float> distances = stackalloc float[Queries];
        for (int start = 0; start < _training.Count; start += stretch)
        {
            int end = Math.Min(start + stretch, _training.Count);
            for (int quad = 0; quad < count; quad += Queries)
            {
                for (int row = start; row < end; row++)
                {
                    Distances(queries.AsSpan(quad * length, Queries * length), row, distances);
                    for (int q = 0; q < Queries; q++)
                    {
                        best[quad + q].Offer(distances[q], row);
                    }
                }
            }
        }

        for (int q = 0; q < count; q++)
        {
            found[first + q] = best[q].Samples.ToArray();
        }
    }

    // For L2, half the squared distance less what all training samples share: it orders them alike.
    private void Distances(ReadOnlySpan<float> queries, int row, Span<float> distances)
    {
        ReadOnlySpan<float> sample = Row(row);
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(sample);
        int length = sample.Length;
        ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(queries.Slice(0, length))[..x.Length];
        ReadOnlySpan<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(queries.Slice(length, length))[..x.Length];
        ReadOnlySpan<Vector<float>> c = MemoryMarshal.Cast<float, Vector<float>>(queries.Slice(2 * length, length))[..x.Length];
        ReadOnlySpan<Vector<float>> d = MemoryMarshal.Cast<float, Vector<float>>(queries.Slice(3 * length, length))[..x.Length];
        Vector<float> sumA = default;
        Vector<float> sumB = default;
        Vector<float> sumC = default;
        Vector<float> sumD = default;
        if (_distance == Distance.L2)
        {
            for (int i = 0; i < x.Length; i++)
            {
                sumA = Vector.FusedMultiplyAdd(a[i], x[i], sumA);
                sumB = Vector.FusedMultiplyAdd(b[i], x[i], sumB);
                sumC = Vector.FusedMultiplyAdd(c[i], x[i], sumC);
                sumD = Vector.FusedMultiplyAdd(d[i], x[i], sumD);
            }
        }
        else
        {
            for (int i = 0; i < x.Length; i++)
            {
                sumA += Vector.Abs(a[i] - x[i]);
                sumB += Vector.Abs(b[i] - x[i]);
                sumC += Vector.Abs(c[i] - x[i]);
                sumD += Vector.Abs(d[i] - x[i]);
            }
        }

        distances[0] = Vector.Sum(sumA);
        distances[1] = Vector.Sum(sumB);
        distances[2] = Vector.Sum(sumC);
        distances[3] = Vector.Sum(sumD);
        for (int q = 0; q < Queries; q++)
        {
            for (int i = x.Length * Vector<float>.Count; i < length; i++)
            {
                float value = queries[(q * length) + i];
                distances[q] += _distance == Distance.L2 ? value * sample[i] : Math.Abs(value - sample[i]);
            }

            distances[q] = _distance == Distance.L2 ? _halfNorms[row] - distances[q] : distances[q];
        }
    }

    /// <summary>The k smallest distances so far, in order.</summary>
    private sealed class Nearest(int k)
    {
        private readonly float[] _distances = new float[k];
        private readonly int[] _samples = new int[k];
        private int _count;

        internal ReadOnlySpan<int> Samples => _samples;

        internal void Clear() => _count = 0;

        internal void Offer(float distance, int sample)
        {
            if (_count == k && distance >= _distances[k - 1])
            {
                return;
            }

            int place = _count < k ? _count++ : k - 1;
            for (; place > 0 && _distances[place - 1] > distance; place--)
            {
                _distances[place] = _distances[place - 1];
                _samples[place] = _samples[place - 1];
            }

            _distances[place] = distance;
            _samples[place] = sample;
        }
    }
}
