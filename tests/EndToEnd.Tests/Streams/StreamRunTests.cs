using System.Diagnostics;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Streams;

/// <summary>What holds while streams run: nothing is allocated, nobody disturbs another, nothing decays into slow numbers.</summary>
[Collection(nameof(Alone))]
public sealed class StreamRunTests
{
    public static TheoryData<string> Networks => StreamTests.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Nothing_is_allocated(string type)
    {
        (IStreamingNetwork network, float[] input, _) = StreamTests.Make(type);
        IStream stream = network.StartStream();
        float[] state = new float[stream.StateLength], outputs = new float[input.Length / stream.InputLength * stream.OutputLength];
        AllocationTests.AssertNothing(() =>
        {
            stream.Reset();
            stream.Step(input.AsSpan(0, stream.InputLength), outputs.AsSpan(0, stream.OutputLength));
            stream.Reset();
            stream.Process(input, outputs);
            stream.SaveState(state);
            stream.Reset();
            stream.RestoreState(state);
        });
        if (stream.MostSteps is not null)
        {
            return;
        }

        // The runtime allocates at times while it compiles the first rest with new parameters, which computes what depends on them.
        for (int round = 0; round < 50; round++)
        {
            network.Swap(network.Parameters.Copy());
            stream.Reset(toRest: true);
        }

        network.Swap(network.Parameters.Copy());
        long before = GC.GetAllocatedBytesForCurrentThread();
        stream.Reset(toRest: true);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Streams_on_several_threads_share_parameters()
    {
        (IStreamingNetwork network, float[] input, _) = StreamTests.Make(typeof(WaveNet).FullName!);
        float[] expected = StreamTests.Run(network.StartStream(), input);
        float[][] results = new float[4][];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(index => new Thread(() =>
        {
            IStream stream = network.StartStream();
            for (int round = 0; round < 20; round++)
            {
                stream.Reset();
                results[index] = StreamTests.Run(stream, input);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(results, result => Close.Same(expected, result, "a thread's stream"));
    }

    [Fact]
    public void A_swap_from_another_thread_never_mixes_parameters()
    {
        // Of constant weights the output is one of two numbers, whatever the moment of the swap.
        var network = new FilterNet(1);
        NetworkParameters ones = Constant(network, 1), threes = Constant(network, 3);
        network.Swap(ones);
        FilterNet.Stream stream = network.StartStream();
        using var stop = new CancellationTokenSource();
        var swapper = new Thread(() =>
        {
            for (bool turn = true; !stop.IsCancellationRequested; turn = !turn)
            {
                network.Swap(turn ? threes : ones);
                Thread.Yield();
            }
        });
        swapper.Start();
        var seen = new HashSet<float>();
        float[] input = [1], block = [1, 1, 1, 1, 1], outputs = new float[5], output = new float[1];
        stream.Process(block, outputs);
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 5000 && seen.Count < 2;)
        {
            for (int i = 0; i < 1000; i++)
            {
                stream.Step(input, output);
                Assert.True(output[0] is 3 or 9, $"The output is {output[0]}.");
                seen.Add(output[0]);
                stream.Process(block, outputs);
                Assert.All(outputs, value => Assert.Equal(outputs[0], value));
            }
        }

        stop.Cancel();
        swapper.Join();
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void Many_streams_take_up_a_swap_at_their_next_call()
    {
        // Every stream makes one step, then the parameters are swapped, then every stream makes the next.
        var network = new FilterNet(1);
        NetworkParameters[] sets = [Constant(network, 1), Constant(network, 3)];
        network.Swap(sets[0]);
        const int Threads = 4, Rounds = 200;
        float[,] seen = new float[Threads, Rounds];
        long[] allocated = new long[Threads];
        using var barrier = new Barrier(Threads + 1);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            FilterNet.Stream stream = network.StartStream();
            Span<float> input = [1f, 1f, 1f], output = [0f, 0f, 0f];
            stream.Process(input, output);
            barrier.SignalAndWait();
            long inSteps = 0;
            for (int round = 0; round < Rounds; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                stream.Step(input[..1], output[..1]);
                inSteps += GC.GetAllocatedBytesForCurrentThread() - before;
                seen[index, round] = output[0];
                barrier.SignalAndWait();
                barrier.SignalAndWait();
            }

            allocated[index] = inSteps;
        }))];
        Array.ForEach(threads, thread => thread.Start());
        barrier.SignalAndWait();
        for (int round = 0; round < Rounds; round++)
        {
            barrier.SignalAndWait();
            network.Swap(sets[(round + 1) % 2]);
            barrier.SignalAndWait();
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.All(allocated, bytes => Assert.Equal(0, bytes));
        for (int index = 0; index < Threads; index++)
        {
            for (int round = 0; round < Rounds; round++)
            {
                Assert.Equal(round % 2 == 0 ? 3 : 9, seen[index, round]);
            }
        }
    }

    [Fact]
    public void Swaps_while_many_streams_run_mix_nothing()
    {
        var network = new FilterNet(1);
        NetworkParameters[] sets = [Constant(network, 1), Constant(network, 3)];
        network.Swap(sets[0]);
        const int Threads = 4;
        bool isOver = false;
        string?[] failures = new string?[Threads];
        int[] both = new int[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            FilterNet.Stream one = network.StartStream(), two = network.StartStream();
            Span<float> block = [1f, 1f, 1f, 1f], outputs = [0f, 0f, 0f, 0f], output = [0f];
            one.Process(block, outputs);
            two.Process(block, outputs);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            while (!Volatile.Read(ref isOver))
            {
                one.Step(block[..1], output);
                two.Process(block, outputs);
                bool isOne = output[0] is 3 or 9, isBlock = outputs[0] is 3 or 9 && outputs.IndexOfAnyExcept(outputs[0]) < 0;
                if (!isOne || !isBlock)
                {
                    failures[index] = $"a step gave {output[0]}, a block {outputs[0]} to {outputs[3]}";
                }

                both[index] |= output[0] == 3 ? 1 : 2;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            failures[index] ??= allocated == 0 ? null : $"{allocated} bytes were allocated";
        }))];
        Array.ForEach(threads, thread => thread.Start());
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 5000 && both.Any(seen => Volatile.Read(ref seen) != 3);)
        {
            for (int i = 0; i < 1000; i++)
            {
                network.Swap(sets[i % 2]);
            }

            Thread.Sleep(1);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(failures, Assert.Null);
        Assert.All(both, seen => Assert.Equal(3, seen));
    }

    [Fact]
    public void Parameters_of_another_shape_are_refused_and_the_stream_goes_on()
    {
        (IStreamingNetwork network, float[] input, _) = StreamTests.Make(typeof(CellsNet).FullName!);
        IStream stream = network.StartStream(), untouched = network.StartStream();
        StreamTests.Run(stream, input.AsSpan(0, 10));
        StreamTests.Run(untouched, input.AsSpan(0, 10));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => network.Swap(new RecurrentNet(1).Parameters));
        Assert.Contains("RecurrentNet", exception.Message, StringComparison.Ordinal);
        Assert.Contains("CellsNet", exception.Message, StringComparison.Ordinal);

        // Nor does a state of another network fit, were it as long.
        float[] foreign = new float[stream.StateLength], state = new float[stream.StateLength];
        FilterNet.Stream filter = new FilterNet(1).StartStream();
        filter.SaveState(foreign.AsSpan(0, filter.StateLength));
        stream.SaveState(state);
        Assert.Contains("state was not saved by a stream of CellsNet", Assert.Throws<ArgumentException>(() => stream.RestoreState(foreign)).Message, StringComparison.Ordinal);
        Assert.Contains("a stream of CellsNet keeps", Assert.Throws<ArgumentException>(() => stream.RestoreState(foreign.AsSpan(1))).Message, StringComparison.Ordinal);
        Close.Same(StreamTests.Run(untouched, input.AsSpan(10)), StreamTests.Run(stream, input.AsSpan(10)), "after refusals");
    }

    private static NetworkParameters Constant(FilterNet network, float value)
    {
        NetworkParameters parameters = network.Parameters.Copy();
        parameters["conv1.weight"].Fill(value);
        return parameters;
    }

    [Theory]
    [InlineData(0.9e-30f, 0)]
    [InlineData(-0.9e-30f, 0)]
    [InlineData(1.1e-30f, 1.1e-30f)]
    [InlineData(-1.1e-30f, -1.1e-30f)]
    [InlineData(float.NaN, float.NaN)]
    public void The_smallest_numbers_do_not_enter_the_state(float value, float kept)
    {
        (IStreamingNetwork network, _, _) = StreamTests.Make(typeof(RingsNet).FullName!);
        IStream stream = network.StartStream();
        FilterNet.Stream filter = new FilterNet(1).StartStream();
        float[] state = new float[filter.StateLength], output = new float[1];
        filter.Step([value], output);
        filter.SaveState(state);
        Assert.All(state[4..], number => Assert.True(number == 0 || number.Equals(kept), $"The state holds {number}."));
        Assert.Equal(kept == 0 ? 0 : 2, state[4..].Count(number => number.Equals(kept) && kept != 0));

        float[] outputs = StreamTests.Run(stream, new float[3 * 200]), rings = new float[stream.StateLength];
        stream.SaveState(rings);
        Assert.DoesNotContain(rings[4..], number => number != 0 && MathF.Abs(number) < 1e-30f);
        Assert.All(outputs, number => Assert.True(float.IsFinite(number)));
    }
}
