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

        stream.Reset(toRest: true);
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
        NetworkParameters ones = network.Parameters.Copy(), threes = network.Parameters.Copy();
        ones["conv1.weight"].Fill(1);
        threes["conv1.weight"].Fill(3);
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
