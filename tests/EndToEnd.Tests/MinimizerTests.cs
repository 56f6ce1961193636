using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>L-BFGS against PyTorch's, and within a session.</summary>
public sealed class MinimizerTests
{
    public static TheoryData<string> Names => [.. Fixture.Names().Where(name => name.StartsWith("minimizer_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_path_is_PyTorchs(string name)
    {
        Fixture fixture = Fixture.Load(name);
        SmallNet net = SmallNet.Load(fixture.Weights("step0"));
        using SmallNet.Session session = net.StartTraining(Settings(name), batchSize: 12);
        float[] losses = fixture.Floats("losses");
        for (int step = 0; step + 1 < losses.Length; step++)
        {
            foreach ((string tensor, float[] values) in fixture.With("step" + step + "."))
            {
                Close.Equal(values, session.Parameters[tensor].ToArray(), $"{name}: {tensor} before step {step}", 2e-3);
            }

            Assert.Equal(losses[step], session.Step(fixture.Input, fixture.Floats("targets")), losses[step] * 1e-4);
            Assert.Equal(losses[step + 1], session.Loss, losses[step + 1] * 1e-4);
            Assert.Equal(step + 1, session.Steps);
        }
    }

    [Fact]
    public void A_loss_of_ones_own_goes_the_same_way()
    {
        Fixture fixture = Fixture.Load("minimizer_lbfgs_short");
        float[] input = fixture.Input, targets = fixture.Floats("targets");
        using SmallNet.Session whole = SmallNet.Load(fixture.Weights("step0")).StartTraining(Settings("minimizer_lbfgs_short"), batchSize: 12);
        using SmallNet.Session halves = SmallNet.Load(fixture.Weights("step0")).StartTraining(Settings("minimizer_lbfgs_short"), batchSize: 6);
        whole.Step(input, targets);
        float before = halves.Minimize(() =>
        {
            float first = halves.Forward(input.AsSpan(0, 18), targets.AsSpan(0, 12));
            halves.Backward();
            float second = halves.Forward(input.AsSpan(18), targets.AsSpan(12));
            halves.Backward();
            halves.Gradients.All.Scale(0.5f);
            return (first + second) / 2;
        });
        Assert.Equal(fixture.Floats("losses")[0], before, 1e-5);
        Assert.Equal(whole.Loss, halves.Loss, whole.Loss * 1e-4);
        Assert.Throws<InvalidOperationException>(() => halves.Minimize(() => 1));
    }

    [Fact]
    public void The_bits_are_the_same_for_any_number_of_threads_and_after_a_checkpoint()
    {
        Fixture fixture = Fixture.Load("minimizer_lbfgs_short");
        float[] input = fixture.Input, targets = fixture.Floats("targets");
        float[]? expected = null;
        foreach (int threads in new[] { 1, 3 })
        {
            var net = new SmallNet(seed: 2);
            using SmallNet.Session session = net.StartTraining(Settings("minimizer_lbfgs_short"), batchSize: 12, threads: threads);
            session.Step(input, targets);
            session.Step(input, targets);
            var saved = new MemoryStream();
            session.Save(saved);
            session.Step(input, targets);
            session.Step(input, targets);
            expected ??= net.Parameters.Values.ToArray();
            Close.Same(expected, net.Parameters.Values, $"{threads} threads");

            saved.Position = 0;
            var other = new SmallNet(seed: 5);
            using SmallNet.Session resumed = other.StartTraining(Settings("minimizer_lbfgs_short"), batchSize: 12, threads: 2);
            resumed.Step(input, targets);
            resumed.Load(saved);
            resumed.Step(input, targets);
            resumed.Step(input, targets);
            Close.Same(expected, other.Parameters.Values, "resumed");
        }
    }

    [Fact]
    public void Frozen_tensors_stay_while_the_others_move()
    {
        Fixture fixture = Fixture.Load("minimizer_lbfgs");
        var net = new SmallNet(seed: 2);
        using SmallNet.Session session = net.StartTraining(new Lbfgs(), batchSize: 12);
        session.Step(fixture.Input, fixture.Floats("targets"));
        session.Freeze("Dense1");
        float[] frozen = net.Dense1.Weight.ToArray(), free = net.Dense2.Weight.ToArray();
        session.Step(fixture.Input, fixture.Floats("targets"));
        Assert.Equal(frozen, net.Dense1.Weight.ToArray());
        Assert.NotEqual(free, net.Dense2.Weight.ToArray());
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Fixture fixture = Fixture.Load("minimizer_lbfgs");
        float[] input = fixture.Input, targets = fixture.Floats("targets");
        using SmallNet.Session session = new SmallNet(seed: 2).StartTraining(new Lbfgs(iterations: 3), batchSize: 12);
        long least = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5; i++)
            {
                session.Step(input, targets);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void What_it_cannot_do_is_refused()
    {
        using SmallNet.Session session = new SmallNet().StartTraining(new Lbfgs(), batchSize: 12);
        session.Forward(new float[3], new float[2]);
        session.Backward();
        Assert.Contains("Step, or Minimize", Assert.Throws<InvalidOperationException>(session.Update).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => session.Groups = [new ParameterGroup("*")]);
        Assert.Throws<ArgumentException>(() => new SmallNet().StartTraining(new Lbfgs { WeightDecay = 1 }, 1));
        Assert.Throws<ArgumentException>(() => new SmallNet().StartTraining(new Lbfgs { Clip = Clipping.ByNorm(1) }, 1));
        using SmallNet.Session other = new SmallNet().StartTraining(new Adam(), batchSize: 12);
        Assert.Contains("expected Lbfgs, found Adam", Assert.Throws<InvalidOperationException>(() => other.Minimize(() => 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_leaves_the_range_of_floats_is_shortened()
    {
        Fixture fixture = Fixture.Load("minimizer_lbfgs");
        SmallNet net = SmallNet.Load(fixture.Weights("step0"));
        using SmallNet.Session session = net.StartTraining(new Lbfgs(rate: 1e30f, iterations: 2, evaluations: 100), batchSize: 12);
        float before = session.Step(fixture.Input, fixture.Floats("targets"));
        Assert.True(session.Loss <= before, $"{session.Loss} after {before}");
        Assert.All(net.Parameters.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    private static Lbfgs Settings(string name) => name switch
    {
        "minimizer_lbfgs" => new Lbfgs(),
        "minimizer_lbfgs_two" => new Lbfgs(iterations: 10),
        "minimizer_lbfgs_short" => new Lbfgs(iterations: 3, history: 4, evaluations: 100),
        "minimizer_lbfgs_half" => new Lbfgs(rate: 0.5f, iterations: 4, evaluations: 6, history: 2),
        _ => throw new ArgumentException("There are no settings for " + name + ".", nameof(name)),
    };
}
