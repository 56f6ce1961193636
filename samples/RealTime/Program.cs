// A network imitates an overdriven amplifier, and then plays in real time: sample by sample, and in blocks in place.
using System.Diagnostics;
using Espalier;
using Espalier.Training;
using Samples;
using Samples.RealTime;

const int Rate = 44_100, Window = 256, Batch = 32, Block = 64;

string? given = Array.IndexOf(args, "--wav") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
string[] others = given is null ? args : [.. args.Where((_, index) => index != Array.IndexOf(args, "--wav") && index != Array.IndexOf(args, "--wav") + 1)];

return Arguments.Run(others, "An amplifier learnt from its sound, played sample by sample.\n\n  --wav FILE      the sound to play; unset, plucked strings", arguments =>
{
    var net = new Effect(seed: 1);
    Train(net, arguments.Smoke ? 300 : 4000);

    Wav dry = given is null ? Guitar.Pluck(Rate, arguments.Smoke ? 4 : 20, seed: 77) : Wav.Load(given);
    float[] amplified = Guitar.Amplify(dry.Samples, dry.Rate);
    float[] played = Play(net, dry);
    dry.Save(arguments.File("dry.wav"));
    new Wav(dry.Rate, amplified).Save(arguments.File("amplifier.wav"));
    new Wav(dry.Rate, played).Save(arguments.File("network.wav"));
    Console.WriteLine($"wrote dry.wav, amplifier.wav and network.wav to {Path.GetFullPath(arguments.Out)}");
    double error = Decibels(amplified, played);
    Arguments.Expect(given is not null || error < (arguments.Smoke ? -5 : -15), $"error on sound it has not heard: {-error:F1} dB below the amplifier's");
});

// Windows of strings and of what the amplifier makes of them.
static void Train(Effect net, int steps)
{
    float[] dry = Guitar.Pluck(Rate, 40, seed: 1).Samples, loud = Guitar.Amplify(dry, Rate);
    using Effect.Session training = net.StartTraining(new Adam(3e-3f), Batch, threads: Math.Min(2, Environment.ProcessorCount));
    var random = new SeededRandom(2);
    float[] inputs = new float[Batch * Window], targets = new float[Batch * Window];
    double loss = 0;
    var clock = Stopwatch.StartNew();
    for (int step = 1; step <= steps; step++)
    {
        for (int row = 0; row < Batch; row++)
        {
            int start = random.NextInt(dry.Length - Window);
            dry.AsSpan(start, Window).CopyTo(inputs.AsSpan(row * Window));
            loud.AsSpan(start, Window).CopyTo(targets.AsSpan(row * Window));
        }

        training.LearningRate = 3e-3f * (0.02f + (0.98f * (1 + MathF.Cos(MathF.PI * step / steps)) / 2));
        loss += training.Step(inputs, targets);
        if (step % (steps / 10) == 0)
        {
            Console.WriteLine($"step {step,5}  loss {loss / (steps / 10):F5}  {clock.Elapsed.TotalSeconds:F1} s");
            loss = 0;
        }
    }
}

// As a sound card would have it: a sample, or a block that is replaced by what comes out.
static float[] Play(Effect net, Wav dry)
{
    Effect.Stream stream = net.StartStream();
    stream.Reset(toRest: true);
    float[] played = new float[dry.Samples.Length], blocks = [.. dry.Samples];
    var clock = Stopwatch.StartNew();
    for (int i = 0; i < played.Length; i++)
    {
        stream.Step(dry.Samples.AsSpan(i, 1), played.AsSpan(i, 1));
    }

    double seconds = clock.Elapsed.TotalSeconds;
    Console.WriteLine($"{dry.Seconds:F1} s of sound in {seconds:F3} s, sample by sample: {dry.Seconds / seconds:F0} times faster than real time, {seconds / played.Length * 1e9:F0} ns a sample");

    stream.Reset(toRest: true);
    double[] times = new double[(blocks.Length + Block - 1) / Block];
    long before = GC.GetAllocatedBytesForCurrentThread();
    for (int start = 0; start < blocks.Length; start += Block)
    {
        Span<float> block = blocks.AsSpan(start, Math.Min(Block, blocks.Length - start));
        clock.Restart();
        stream.Process(block, block);
        times[start / Block] = clock.Elapsed.TotalMilliseconds;
    }

    long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    Array.Sort(times);
    Console.WriteLine($"in blocks of {Block}, in place, which may take {1000.0 * Block / dry.Rate:F2} ms: half take {times[times.Length / 2]:F4} ms, all but one in a thousand {times[times.Length * 999 / 1000]:F4} ms, the slowest {times[^1]:F3} ms; {allocated} bytes allocated");
    Arguments.Expect(blocks.AsSpan().SequenceEqual(played) && allocated == 0, "the same numbers either way");
    return played;
}

static double Decibels(float[] expected, float[] actual)
{
    double signal = expected.Sum(value => (double)value * value), error = expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Sum();
    return 10 * Math.Log10(error / signal);
}
