namespace Espalier.Training.Tests.Combining;

public sealed class CombiningTests
{
    [Fact]
    public void An_ensemble_gives_the_mean_of_the_probabilities()
    {
        LinearNetwork a = With(1, 0, 0);
        LinearNetwork b = With(0, 2, 0);
        float[] output = new float[3];
        new Ensemble([a, b]).Predict([1, 1, 1, 1], output);
        double[] first = Softmax(1, 0, 0);
        double[] second = Softmax(0, 2, 0);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal((first[c] + second[c]) / 2, output[c], 1e-6);
        }

        new Ensemble([a, b], classifies: false).Predict([1, 1, 1, 1], output);
        Assert.Equal([.5f, 1, 0], output);
    }

    [Fact]
    public void Nets_that_err_differently_err_less_together()
    {
        // Each net is blind to one class, and unsure where it is blind.
        var data = new FeatureDataset([4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [0, 1, 2], 3);
        LinearNetwork[] nets = [.. Enumerable.Range(0, 3).Select(blind =>
        {
            var net = new LinearNetwork();
            float[] weights = new float[12];
            for (int c = 0; c < 3; c++)
            {
                weights[(c * 4) + c] = c == blind ? -.1f : 5;
            }

            net.Parameters["dense1.weight"].CopyFrom(weights);
            return net;
        })];
        EnsembleResult result = new Ensemble(nets).Evaluate(data);
        Assert.All(result.Alone, one => Assert.Equal(2, one.Correct));
        Assert.Equal(3, result.Together.Correct);
        Assert.Equal(1 / 3f, result.Gain, 1e-6f);
        Assert.Equal(1 / 3f, result.GainOverBest, 1e-6f);

        // A net that knows nothing is no help.
        EnsembleResult half = new Ensemble([nets[0], With(0, 0, 0)]).Evaluate(data);
        Assert.Equal([2, 1], half.Alone.Select(one => one.Correct));
        Assert.Equal(half.Together.Accuracy - (2 / 3f), half.GainOverBest, 1e-6f);
        Assert.Throws<ArgumentException>(() => new Ensemble([]));
        Assert.Contains("LineNet maps 1 numbers to 1", Assert.Throws<ArgumentException>(() => new Ensemble([nets[0], new LineNet()])).Message);
    }

    [Fact]
    public void Transfer_takes_tensors_by_name_and_leaves_the_head()
    {
        using var folder = new TemporaryFolder();
        var source = new OtherNet(seed: 1);
        source.Save(folder.File("source.safetensors"));
        foreach (bool fromFile in new[] { false, true })
        {
            var target = new FineNet(seed: 2);
            float[] head = target.Dense2.Weight.ToArray();
            IReadOnlyList<string> names = fromFile
                ? Transfer.Load(folder.File("source.safetensors"), target.Parameters, except: ["Dense2"])
                : Transfer.Copy(source.Parameters, target.Parameters, except: ["Dense2"]);
            Assert.Equal(["dense1.weight", "dense1.bias"], names);
            Assert.Equal(source.Dense1.Weight.ToArray(), target.Dense1.Weight.ToArray());
            Assert.Equal(head, target.Dense2.Weight.ToArray());

            float[] before = target.Parameters.Values.ToArray();
            Exception refused = fromFile
                ? Assert.Throws<WeightFileException>(() => Transfer.Load(folder.File("source.safetensors"), target.Parameters))
                : Assert.Throws<ArgumentException>(() => Transfer.Copy(source.Parameters, target.Parameters));
            Assert.Contains("dense2", refused.Message);
            Assert.Equal(before, target.Parameters.Values.ToArray());
            Assert.Throws<ArgumentException>(() => fromFile
                ? Transfer.Load(folder.File("source.safetensors"), target.Parameters, "Dense1", "Dense2")
                : Transfer.Copy(source.Parameters, target.Parameters, "Dense1", "Dense2"));
        }
    }

    private static LinearNetwork With(params float[] scores)
    {
        var net = new LinearNetwork();
        net.Parameters["dense1.weight"].CopyFrom([.. scores.SelectMany(score => new[] { score, 0, 0, 0 })]);
        return net;
    }

    private static double[] Softmax(params double[] scores) => [.. scores.Select(score => Math.Exp(score) / scores.Sum(Math.Exp))];
}
