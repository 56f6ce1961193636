using System.Diagnostics;
using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Threading;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_barrier_shows_what_all_workers_wrote_before_it(int threads)
    {
        using var team = new WorkerTeam(threads, "test");
        var written = new int[threads];
        int wrong = 0;
        PartAction work = (in Part part) =>
        {
            for (int round = 1; round <= 50; round++)
            {
                written[part.Index] += 1;
                part.Sync();
                foreach (int value in written)
                {
                    if (value % 50 != round % 50)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }

                part.Sync();
            }
        };
        for (int run = 0; run < 20; run++)
        {
            team.Run(work);
        }

        Assert.Equal(0, wrong);
        Assert.All(written, value => Assert.Equal(1000, value));
    }

    [Fact]
    public void Workers_that_wait_long_sleep_and_wake()
    {
        using var team = new WorkerTeam(3, "test");
        int done = 0;
        for (int run = 0; run < 5; run++)
        {
            team.Run((in Part part) =>
            {
                if (part.Index == run % 3)
                {
                    Thread.Sleep(5);
                }

                part.Sync();
                Interlocked.Increment(ref done);
            });
            Thread.Sleep(3);
        }

        Assert.Equal(15, done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_exception_of_any_worker_surfaces_and_the_team_goes_on(int failing)
    {
        using var team = new WorkerTeam(3, "test");
        for (int run = 0; run < 20; run++)
        {
            int ran = 0;
            var thrown = Assert.Throws<FormatException>(() => team.Run((in Part part) =>
            {
                part.Sync();
                if (part.Index == failing)
                {
                    throw new FormatException("planned");
                }

                part.Sync();
                Interlocked.Increment(ref ran);
            }));
            Assert.Equal("planned", thrown.Message);
            Assert.Equal(0, ran);
            team.Run((in Part part) =>
            {
                part.Sync();
                Interlocked.Increment(ref ran);
            });
            Assert.Equal(3, ran);
        }
    }

    [Fact]
    public void A_barrier_that_a_worker_leaves_out_is_reported_instead_of_hanging()
    {
        using var team = new WorkerTeam(2, "test");
        var thrown = Assert.Throws<InvalidOperationException>(() => team.Run((in Part part) =>
        {
            if (part.Index == 0)
            {
                part.Sync();
            }
        }));
        Assert.Contains("Sync", thrown.Message, StringComparison.Ordinal);
        team.Run((in Part part) => part.Sync());
    }

    [Fact]
    public void Runs_allocate_nothing_on_any_thread()
    {
        using var team = new WorkerTeam(2, "test");
        var allocated = new long[2];
        int runs = 0;
        PartAction work = (in Part part) =>
        {
            part.Sync();
            if (part.Index == 1)
            {
                Thread.SpinWait(1000);
            }

            part.Sync();
            allocated[part.Index] = GC.GetAllocatedBytesForCurrentThread();
        };
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(0, Allocations.Of(() => allocated[i], () =>
            {
                team.Run(work);
                if (runs++ % 25 == 0)
                {
                    Thread.Sleep(1);
                }
            }));
        }
    }

    [Fact]
    public void Dispose_ends_the_threads()
    {
        var threads = new Thread[3];
        var team = new WorkerTeam(3, "test");
        team.Run((in Part part) => threads[part.Index] = Thread.CurrentThread);
        Assert.Same(Thread.CurrentThread, threads[0]);
        Assert.True(threads[1].IsAlive && threads[2].IsAlive);
        team.Dispose();
        Assert.False(threads[1].IsAlive || threads[2].IsAlive);
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run((in Part _) => { }));
    }

    [Fact]
    public void Dispose_while_workers_sleep_does_not_hang()
    {
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 10; i++)
        {
            var team = new WorkerTeam(4, "test");
            Thread.Sleep(i % 3);
            team.Dispose();
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void A_number_of_threads_out_of_range_is_refused(int threads)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(threads, "test"));
        Assert.Contains($"threads is {threads}; expected 1 to 256", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void Scratch_is_aligned_and_the_workers_own()
    {
        using var team = new WorkerTeam(3, "test");
        team.Run((in Part part) => part.Scratch.Fill(part.Index));
        team.Run((in Part part) =>
        {
            fixed (float* scratch = part.Scratch)
            {
                Assert.Equal(0, (long)scratch % 64);
            }

            Assert.Equal(Part.ScratchLength, part.Scratch.Length);
            Assert.True(part.Scratch.IndexOfAnyExcept((float)part.Index) < 0);
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 16)]
    [InlineData(100, 1)]
    [InlineData(100, 16)]
    [InlineData(int.MaxValue, 1024)]
    public void Ranges_cover_everything_once_and_start_at_the_grain(int total, int grain)
    {
        using var team = new WorkerTeam(5, "test");
        var ranges = new (int Start, int End)[5];
        team.Run((in Part part) => ranges[part.Index] = part.Range(total, grain));
        int end = 0;
        foreach ((int start, int after) in ranges)
        {
            Assert.Equal(end, start);
            Assert.True(start % grain == 0 || start == total);
            end = after;
        }

        Assert.Equal(total, end);
    }
}
