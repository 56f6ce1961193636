using System.Diagnostics;
using System.Globalization;
using Espalier.Training;
using Espalier.Training.Baselines;

namespace Espalier.Batches;

/// <summary>Nearest neighbours at the size of the course's exercise, 10,000 samples among 50,000 of CIFAR-10's size: time and memory.</summary>
internal static class NeighboursAtScale
{
    private const int Length = 3072, K = 5;

    /// <summary>Prints a line for each distance.</summary>
    /// <param name="asked">Samples whose neighbours are sought.</param>
    /// <param name="known">Samples among which they are sought.</param>
    public static void Run(int asked, int known)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        FeatureDataset training = Draw(known, 1), queries = Draw(asked, 2);
        Console.WriteLine($"{asked} samples among {known}, {Length} numbers each, {Environment.ProcessorCount} cores; their distances would be {4e-6 * asked * known:F0} MB, the answer is {1e-6 * asked * (24 + (4 * K)):F1} MB");
        foreach (Distance distance in Enum.GetValues<Distance>())
        {
            var neighbours = new NearestNeighbours(training, distance);
            neighbours.Find(queries.First(8), K);
            GC.Collect();
            long held = Resident(), before = GC.GetTotalAllocatedBytes(precise: true), most = held;
            using (new Timer(_ => most = Math.Max(most, Resident()), null, 0, 50))
            {
                var watch = Stopwatch.StartNew();
                neighbours.Find(queries, K);
                double seconds = watch.Elapsed.TotalSeconds;
                Console.WriteLine($"{distance}: {seconds:F0} s, {1e-6 * asked * known / seconds:F1} million distances a second, {1e-6 * (GC.GetTotalAllocatedBytes(precise: true) - before):F1} MB allocated, {1e-6 * (most - held):F1} MB more resident at most");
            }
        }
    }

    private static long Resident() => Environment.WorkingSet;

    private static FeatureDataset Draw(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count * Length];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle();
        }

        return new FeatureDataset([Length], values, new int[count], 1);
    }
}
