// Six hidden layers learn 300 digits by heart; penalties, dropout, stopping early and more data work against it.
using Espalier;
using Espalier.Training;
using Espalier.Training.Checks;
using Samples;
using Samples.Overfitting;

const int Samples = 300;
const float Rate = .01f;

return Arguments.Run(args, "A large net on 300 digits, and what helps against over-fitting.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    Dataset training = real ? Mnist.LoadTrain(arguments.Data!).First(Samples) : SyntheticDigits.Draw(Samples, seed: 1);
    Dataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 1000 : 5000, seed: 2);
    int epochs = arguments.Smoke ? 150 : 300;
    Console.WriteLine($"{Samples} of {(real ? "MNIST's" : "the sample's own")} digits, {epochs} epochs in batches of 100\n");
    Console.WriteLine("                          training     test   difference   test loss");
    var plot = new LinePlot { Title = $"Accuracy on {Samples} training samples (pale) and on test samples", XLabel = "epoch", YLabel = "accuracy" };

    Result plain = Fit("nothing", new PlainNet(seed: 1), net => net.StartTraining(Descent(), 100), training, colour: 0);
    Result squared = Fit("L2 penalty", new SquaredPenaltyNet(seed: 1), net => net.StartTraining(Descent(), 100), training, colour: 1);
    Result absolute = Fit("L1 penalty", new AbsolutePenaltyNet(seed: 1), net => net.StartTraining(Descent(), 100), training);
    Result dropout = Fit("dropout", new DropoutNet(seed: 1), net => net.StartTraining(Descent(), 100, seed: 1), training, colour: 2);
    Result both = Fit("dropout and L2", new DropoutPenaltyNet(seed: 1), net => net.StartTraining(Descent(), 100, seed: 1), training);
    Result stopped = Fit("stopped at the best", new PlainNet(seed: 1), net => net.StartTraining(Descent(), 100), training, colour: null, new EarlyStopping(patience: epochs));
    Result varied = Fit("shifted and turned", new PlainNet(seed: 1), net => net.StartTraining(Descent(), 100), training.Augmented(Augmentation.Warp(degrees: 12, scale: .12f, shift: .1f)), colour: 3);
    plot.SaveSvg(arguments.File("overfitting.svg"));
    Console.WriteLine($"\nwrote {arguments.File("overfitting.svg")}\n\nWithout a remedy: {plain.Words}");

    Arguments.Expect(plain.Training > .99f && plain.Gap > .05f, "the large net knows the training samples by heart and not their rule");
    Arguments.Expect(Array.TrueForAll([squared, absolute, both, stopped, varied], remedy => remedy.TestLoss < plain.TestLoss), "penalties, stopping and more varied samples make the test loss smaller");
    Arguments.Expect(dropout.Test > plain.Test && both.Test > plain.Test, "dropout finds more on new samples, alone and with a penalty");
    Arguments.Expect(varied.Test > plain.Test + .02f, "more varied samples help most");

    Result Fit<TNet>(string name, TNet net, Func<TNet, TrainingSession> start, Dataset samples, int? colour = null, params Callback[] callbacks)
        where TNet : Network
    {
        TrainingHistory history;
        using (TrainingSession session = start(net))
        {
            history = new Trainer(session) { Epochs = epochs, Seed = 1, Ahead = 0, Callbacks = callbacks }.Fit(samples, test);
        }

        using var onTraining = new Evaluator(net, training);
        using var onTest = new Evaluator(net, test, Environment.ProcessorCount);
        (Evaluation known, Evaluation unknown) = (onTraining.Evaluate(), onTest.Evaluate());
        Console.WriteLine($"{name,-22} {100 * known.Accuracy,10:F1} % {100 * unknown.Accuracy,7:F1} % {100 * (known.Accuracy - unknown.Accuracy),10:F1} %   {unknown.Loss,9:F3}");
        if (colour is int number)
        {
            double[] at = [.. history.Epochs.Select(epoch => (double)epoch.Epoch)];
            plot.Add("", at, [.. history.Epochs.Select(epoch => (double)epoch.Accuracy)], SeriesStyle.Faint, number);
            plot.Add(name, at, [.. history.Epochs.Select(epoch => (double)epoch.Validation!.Value.Accuracy)], SeriesStyle.Line, number);
        }

        return new Result(known.Accuracy, unknown.Accuracy, unknown.Loss, GapReport.Explain(history));
    }
});

static Optimizer Descent() => new Sgd(Rate, momentum: .9f);

namespace Samples.Overfitting
{
    /// <summary>What came of a run.</summary>
    internal sealed record Result(float Training, float Test, float TestLoss, string Words)
    {
        public float Gap => Training - Test;
    }
}
