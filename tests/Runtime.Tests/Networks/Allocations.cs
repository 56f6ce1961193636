namespace Espalier.Runtime.Tests.Networks;

/// <summary>
/// Counts what threads allocate. The least of some rounds counts: a collection that another test causes shifts the
/// counter of a thread by part of its allocation quantum now and then.
/// </summary>
internal static class Allocations
{
    private const int Rounds = 5;
    private const int Repetitions = 50;

    /// <summary>Bytes that the calling thread allocates in many repetitions of <paramref name="work"/>.</summary>
    internal static long OfCaller(Action work) => Of(GC.GetAllocatedBytesForCurrentThread, work);

    /// <summary>By how much <paramref name="read"/> grows in many repetitions of <paramref name="work"/>.</summary>
    internal static long Of(Func<long> read, Action work)
    {
        long least = long.MaxValue;
        work();
        for (int round = 0; round < Rounds; round++)
        {
            long before = read();
            for (int i = 0; i < Repetitions; i++)
            {
                work();
            }

            least = Math.Min(least, read() - before);
        }

        return least;
    }
}
