namespace Espalier.Training.Tests.Schedules;

public sealed class ScheduleTests
{
    [Fact]
    public void Steps_and_powers_count_epochs()
    {
        Rates([1, 1, 1, 1, .5f, .5f, .5f, .5f, .25f, .25f], LearningRateSchedule.Step(1, everyEpochs: 2, factor: .5f).Rates(10, stepsPerEpoch: 2));
        Rates([1, 1, .1f, .1f, .1f, .1f, .01f, .01f], LearningRateSchedule.MultiStep(1, [1, 3]).Rates(8, stepsPerEpoch: 2));
        Rates([1, 1, .9f, .9f, .81f], LearningRateSchedule.Exponential(1, .9f).Rates(5, stepsPerEpoch: 2));
    }

    [Fact]
    public void Cosines_fall_from_start_to_end()
    {
        float[] rates = LearningRateSchedule.Cosine(1, .2f).Rates(100);
        Assert.Equal(1, rates[0]);
        Assert.Equal(.6f, rates[50], 1e-5f);
        Assert.Equal(.2f + (.4f * (1 + MathF.Cos(MathF.PI * .99f))), rates[99], 1e-5f);
        float[] cycles = LearningRateSchedule.CosineCycles(1, 4).Rates(100);
        Assert.All([0, 25, 50, 75], start => Assert.Equal(rates[0], cycles[start]));
        Rates(LearningRateSchedule.Cosine(1).Rates(25), cycles[25..50]);
    }

    [Fact]
    public void A_cycle_goes_up_and_down() =>
        Rates([1, 2, 3, 2, 1, 2, 3, 2, 1], LearningRateSchedule.Cyclic(1, 3, 4).Rates(9));

    [Fact]
    public void One_cycle_is_that_of_PyTorch()
    {
        // torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1, total_steps=10)
        float[] expected = [.04f, .52f, 1, .95048f, .81175f, .61126f, .38874f, .18826f, .049519f, 4e-6f];
        Rates(expected, LearningRateSchedule.OneCycle(1).Rates(10));
    }

    [Fact]
    public void A_warm_up_rises_to_the_first_rate_and_then_hands_over()
    {
        float[] rates = LearningRateSchedule.Linear(1).WithWarmUp(4, from: .2f).Rates(14);
        Rates([.2f, .4f, .6f, .8f, 1, .9f, .8f], rates[..7]);
        Assert.Equal(.1f, rates[13], 1e-5f);
    }

    [Fact]
    public void On_a_plateau_the_rate_falls_after_the_patience()
    {
        // PyTorch's ReduceLROnPlateau(patience=1, factor=.5) on the same losses.
        float[] losses = [5, 4, 4, 4, 3, 3, 3, 3, 3];
        float[] expected = [1, 1, 1, 1, .5f, .5f, .5f, .25f, .25f, .125f];
        LearningRateSchedule schedule = LearningRateSchedule.OnPlateau(1, .5f, patience: 1);
        for (int epoch = 0; epoch <= losses.Length; epoch++)
        {
            EpochRecord[] epochs = [.. losses[..epoch].Select((loss, i) => new EpochRecord(i + 1, i + 1, 9, 0, new Evaluation(loss, 0, 1), 1, default))];
            Assert.Equal(expected[epoch], schedule.Rate(new RunPosition(epoch, 100, 1, epochs)));
        }
    }

    [Fact]
    public void The_rate_follows_the_batch()
    {
        Assert.Equal(.4f, BatchScaling.Linear(.1f, 256, 1024));
        Assert.Equal(.2f, BatchScaling.SquareRoot(.1f, 256, 1024));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Step(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Step(1, 1, 0));
        Assert.Contains("3, 3", Assert.Throws<ArgumentException>(() => LearningRateSchedule.MultiStep(1, [3, 3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cosine(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.CosineCycles(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cyclic(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.OneCycle(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.OnPlateau(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant(1).WithWarmUp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchScaling.Linear(1, 0, 1));
    }

    private static void Rates(float[] expected, float[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= (1e-5f * Math.Abs(a)) + 1e-7f);
}
