// A network without a loss learns to balance a pole while the game runs, one update spread over many frames.
using Espalier;
using Espalier.Training;
using Samples;
using Samples.CartPole;

const int Recent = 50, FramesOfUpdate = 1000;

return Arguments.Run(args, "Learns to balance a pole on a cart by policy gradient, while the game runs.", arguments =>
{
    int goal = arguments.Smoke ? 250 : 475;
    var net = new PolicyNet(seed: 1);
    var random = new SeededRandom(1);
    var pole = new Pole(new SeededRandom(2));
    using var learner = new Learner(net, 1e-2f);
    var lengths = new List<double>(10_000);
    var means = new List<double>(10_000);
    double allFrames = 0, mean = 0;
    int workingFrames = 0;
    long allocated = 0;
    while (mean < goal && allFrames < 2_000_000)
    {
        pole.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool stands = true;
        while (stands)
        {
            // A frame: look, push, and do a share of the learning.
            float right = Probability(net, pole.State);
            int action = random.NextFloat() < right ? 1 : 0;
            learner.Remember(pole.State, action);
            stands = pole.Push(action);
            workingFrames += learner.IsBusy ? 1 : 0;
            learner.Work();
        }

        learner.EndEpisode();
        learner.Begin(FramesOfUpdate);
        allFrames += pole.Frames;
        if (learner.Updates > 1)
        {
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        lengths.Add(pole.Frames);
        mean = lengths.TakeLast(Recent).Average();
        means.Add(mean);
        if (lengths.Count % 100 == 0)
        {
            Console.WriteLine($"episode {lengths.Count,5}   mean of the last {Recent}: {mean,5:F1} frames   {learner.Updates} updates");
        }
    }

    var plot = new LinePlot { Title = "Frames until the pole falls, 500 at most", XLabel = "episode", YLabel = "frames" };
    double[] episodes = [.. Enumerable.Range(1, lengths.Count).Select(episode => (double)episode)];
    plot.Add("each episode", episodes, lengths.ToArray(), SeriesStyle.Faint, colour: 0);
    plot.Add($"mean of the last {Recent}", episodes, means.ToArray(), SeriesStyle.Line, colour: 0);
    plot.SaveSvg(arguments.File("cart-pole.svg"));

    // The better of the two pushes, without chance, from new beginnings.
    double decided = Enumerable.Range(0, 20).Average(_ =>
    {
        pole.Reset();
        while (pole.Push(Probability(net, pole.State) > .5f ? 1 : 0))
        {
        }

        return pole.Frames;
    });
    Console.WriteLine($"\nwrote {arguments.File("cart-pole.svg")}");
    Console.WriteLine($"{learner.Updates} updates, each spread over {(double)workingFrames / learner.Updates:F0} frames; {allocated / allFrames:0.##} bytes allocated in a frame");
    Arguments.Expect(allocated == 0, "nothing is allocated while the game runs");
    Arguments.Expect(mean >= goal, $"after {lengths.Count} episodes, {allFrames:F0} frames, the last {Recent} took {mean:F1} frames on average; the first {Recent} took {lengths.Take(Recent).Average():F1}");
    Arguments.Expect(decided >= goal, $"without chance: {decided:F1} frames on average over 20 new episodes");
});

static float Probability(PolicyNet net, ReadOnlySpan<float> state)
{
    Span<float> scores = stackalloc float[2];
    net.Predict(state, scores);
    return Policy.Right(scores);
}
