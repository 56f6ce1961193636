// ResNet-20 and the net of the course notes on CIFAR-10, with flips and shifts.
using Espalier;
using Espalier.Training;
using Samples;
using Samples.Cifar;

return Arguments.Run(args, "ResNet-20 and the net of the notes on CIFAR-10 (the files under cifar10/), with flips and shifts.", arguments =>
{
    bool real = arguments.Data is not null && Cifar10.IsIn(arguments.Data);
    ImageDataset training = real ? Cifar10.LoadTrain(arguments.Data!) : Pictures.Draw(arguments.Smoke ? 1000 : 5000, seed: 1);
    ImageDataset test = real ? Cifar10.LoadTest(arguments.Data!) : Pictures.Draw(arguments.Smoke ? 200 : 1000, seed: 2);
    Normalization normalization = Normalization.Fit(training);
    Augmentation augmentation = real ? Augmentation.Sequence(Augmentation.FlipHorizontally(), Augmentation.Crop(4)) : Augmentation.Crop(4);
    Dataset augmented = training.With(normalization).Augmented(augmentation);
    Dataset plain = test.With(normalization);
    int[] shown = [0, 1, 2, 3];
    ContactSheet.OfDraws(training.Augmented(augmentation), shown, draws: 9).SavePng(arguments.File("augmented.png"));
    Console.WriteLine($"{training.Count} training and {test.Count} test pictures: {(real ? "CIFAR-10" : "drawn, for no CIFAR-10 was asked for or found")}\n");

    int threads = Math.Min(Environment.ProcessorCount, 8), epochs = arguments.Smoke ? 6 : 15;
    var notes = new NotesNet(seed: 1);
    using (NotesNet.Session session = notes.StartTraining(new Adam(1e-3f), batchSize: 64, threads))
    {
        Fit("net of the notes", notes, session, 1e-3f);
    }

    var residual = new ResNet20(seed: 1);
    using (ResNet20.Session session = residual.StartTraining(new Sgd(.1f, momentum: .9f, weightDecay: 1e-4f), batchSize: 64, threads))
    {
        Fit("ResNet-20", residual, session, .1f);
    }

    void Fit(string name, Network network, TrainingSession session, float rate)
    {
        var trainer = new Trainer(session)
        {
            Epochs = epochs,
            Schedule = LearningRateSchedule.Linear(rate),
            Seed = 1,
            Ahead = 2,
            Callbacks = [new ConsoleProgress(validationName: "test")],
        };
        TrainingHistory history = trainer.Fit(augmented, plain);
        network.Save(arguments.File(name.Replace(' ', '-').ToLowerInvariant() + ".safetensors"));
        float accuracy = history.Epochs[^1].Validation!.Value.Accuracy;
        Arguments.Expect(accuracy > .2f, $"{name}: test accuracy {100 * accuracy:F1} % after {epochs} epochs, {history.Time.TotalSeconds:F0} s\n");
    }
});
