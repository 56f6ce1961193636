// Six hidden layers learn 300 digits by heart; penalties, dropout, stopping early and more data work against it.
using Espalier;
using Espalier.Training;
using Espalier.Training.Checks;
using Samples;
using Samples.Overfitting;

const int Samples = 300, Draws = 3;
const float Rate = .01f;

return Arguments.Run(args, "A large net on 300 digits, and what helps against over-fitting.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset digits = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(Draws * Samples, seed: 1);
    Dataset[] draws = [.. Enumerable.Range(0, Draws).Select(draw => digits.Subset([.. Enumerable.Range(draw * Samples, Samples)]))];
    Dataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 1000 : 5000, seed: 2);
    int epochs = arguments.Smoke ? 150 : 300;
    Console.WriteLine($"{Samples} of {(real ? "MNIST's" : "the sample's own")} digits, {epochs} epochs in batches of 100; means over {Draws} draws of the digits and of the first weights\n");
    Console.WriteLine("                          training     test   difference   test loss");
    var plot = new LinePlot { Title = $"Accuracy on {Samples} training samples (pale) and on test samples", XLabel = "epoch", YLabel = "accuracy" };

    Result plain = Fit("nothing", seed => new PlainNet(seed), (net, _) => net.StartTraining(Descent(), 100), colour: 0);
    Result squared = Fit("L2 penalty", seed => new SquaredPenaltyNet(seed), (net, _) => net.StartTraining(Descent(), 100), colour: 1);
    Result absolute = Fit("L1 penalty", seed => new AbsolutePenaltyNet(seed), (net, _) => net.StartTraining(Descent(), 100));
    Result dropout = Fit("dropout", seed => new DropoutNet(seed), (net, seed) => net.StartTraining(Descent(), 100, seed: seed), colour: 2);
    Result both = Fit("dropout and L2", seed => new DropoutPenaltyNet(seed), (net, seed) => net.StartTraining(Descent(), 100, seed: seed));
    Result stopped = Fit("stopped at the best", seed => new PlainNet(seed), (net, _) => net.StartTraining(Descent(), 100), stopsEarly: true);
    Result varied = Fit("shifted and turned", seed => new PlainNet(seed), (net, _) => net.StartTraining(Descent(), 100), colour: 3, change: Augmentation.Warp(degrees: 12, scale: .12f, shift: .1f));
    plot.SaveSvg(arguments.File("overfitting.svg"));
    Console.WriteLine($"\nwrote {arguments.File("overfitting.svg")}\n\nWithout a remedy: {plain.Words}");

    Arguments.Expect(plain.Training > .99f && plain.Gap > .1f, "the large net knows the training samples by heart and not their rule");
    Arguments.Expect(Array.TrueForAll([squared, absolute, both, stopped, varied], remedy => remedy.TestLoss < .9f * plain.TestLoss), "penalties, stopping and more varied samples make the test loss smaller");

    // A smoke run tests on too few digits to tell.
    Arguments.Expect(arguments.Smoke || dropout.Gap < plain.Gap - .01f, "dropout narrows the difference");
    Arguments.Expect(varied.Gap < plain.Gap - .05f && varied.Test > Math.Max(dropout.Test, squared.Test) + .02f, "more varied samples help most");

    Result Fit<TNet>(string name, Func<int, TNet> make, Func<TNet, int, TrainingSession> start, int? colour = null, bool stopsEarly = false, Augmentation? change = null)
        where TNet : Network
    {
        var results = new Result[Draws];
        Parallel.For(0, Draws, draw =>
        {
            TNet net = make(draw + 1);
            TrainingHistory history;
            using (TrainingSession session = start(net, draw + 1))
            {
                var trainer = new Trainer(session) { Epochs = epochs, Seed = draw + 1, Ahead = 0, Callbacks = stopsEarly ? [new EarlyStopping(patience: epochs)] : [] };
                history = trainer.Fit(change is null ? draws[draw] : draws[draw].Augmented(change), test);
            }

            using var onTraining = new Evaluator(net, draws[draw]);
            using var onTest = new Evaluator(net, test);
            (Evaluation known, Evaluation unknown) = (onTraining.Evaluate(), onTest.Evaluate());
            results[draw] = new Result(known.Accuracy, unknown.Accuracy, unknown.Loss, GapReport.Explain(history), history);
        });
        var mean = new Result(results.Average(one => one.Training), results.Average(one => one.Test), results.Average(one => one.TestLoss), results[0].Words, results[0].History);
        Console.WriteLine($"{name,-22} {100 * mean.Training,10:F1} % {100 * mean.Test,7:F1} % {100 * mean.Gap,10:F1} %   {mean.TestLoss,9:F3}");
        if (colour is int number)
        {
            double[] at = [.. mean.History.Epochs.Select(epoch => (double)epoch.Epoch)];
            plot.Add("", at, [.. mean.History.Epochs.Select(epoch => (double)epoch.Accuracy)], SeriesStyle.Faint, number);
            plot.Add(name, at, [.. mean.History.Epochs.Select(epoch => (double)epoch.Validation!.Value.Accuracy)], SeriesStyle.Line, number);
        }

        return mean;
    }
});

static Optimizer Descent() => new Sgd(Rate, momentum: .9f);

namespace Samples.Overfitting
{
    /// <summary>What came of runs: means over them, and the words and the history of the first.</summary>
    internal sealed record Result(float Training, float Test, float TestLoss, string Words, TrainingHistory History)
    {
        public float Gap => Training - Test;
    }
}
