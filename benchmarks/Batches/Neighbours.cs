using BenchmarkDotNet.Attributes;
using Espalier.Training;
using Espalier.Training.Baselines;

namespace Espalier.Batches;

/// <summary>Nearest neighbours of 100 samples among 10,000 of CIFAR-10's size, beside the plain loop on as many cores.</summary>
public class Neighbours
{
    private const int Length = 3072, Known = 10_000, Asked = 100;

    private readonly float[] _known = Draw(Known, 1), _asked = Draw(Asked, 2);
    private readonly FeatureDataset _queries;
    private readonly NearestNeighbours _absolute, _squared;

    public Neighbours()
    {
        var data = new FeatureDataset([Length], _known, new int[Known], 1);
        _queries = new FeatureDataset([Length], _asked, new int[Asked], 1);
        _absolute = new NearestNeighbours(data, Distance.L1);
        _squared = new NearestNeighbours(data, Distance.L2);
    }

    [Benchmark(Baseline = true)]
    public int[] PlainLoop()
    {
        int[] nearest = new int[Asked];
        Parallel.For(0, Asked, q =>
        {
            float best = float.PositiveInfinity;
            for (int row = 0; row < Known; row++)
            {
                float sum = 0;
                for (int i = 0; i < Length; i++)
                {
                    float difference = _asked[(q * Length) + i] - _known[(row * Length) + i];
                    sum += difference * difference;
                }

                (best, nearest[q]) = sum < best ? (sum, row) : (best, nearest[q]);
            }
        });
        return nearest;
    }

    [Benchmark]
    public int[][] FindL1() => _absolute.Find(_queries, 1);

    [Benchmark]
    public int[][] FindL2() => _squared.Find(_queries, 1);

    private static float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count * Length];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle();
        }

        return values;
    }
}
