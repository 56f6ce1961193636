using System.Text.RegularExpressions;
using Espalier.Training.Baselines;
using Espalier.Training.Checks;
using Espalier.Training.Inside;
using Espalier.Training.Reports;

namespace Espalier.Training.Tests.Inside;

/// <summary>As <see cref="SpotNet"/>, to be asked by guided backpropagation.</summary>
[Network]
[Input(channels: 1, height: 8, width: 8)]
[Conv2D(4, kernel: 3, padding: 1)] [Custom<GuidedReLU>([4, 8, 8])] [MaxPool2D(2)]
[Dense(12)] [Custom<GuidedReLU>(12)]
[Dense(2)]
[SoftmaxCrossEntropy]
public sealed partial class GuidedSpotNet;

public sealed class InsideTests
{
    private static readonly FeatureDataset Spots = Draw(300);
    private static readonly SpotNet Trained = Train();

    [Fact]
    public void The_net_has_learnt_the_spots()
    {
        using var evaluator = new Evaluator(Trained, Spots);
        Assert.True(evaluator.Evaluate().Accuracy > .95f);
    }

    [Fact]
    public void The_gradient_check_tells_right_backward_passes_from_wrong_ones()
    {
        using LineNet.Session right = new LineNet(seed: 5).StartTraining(new Sgd(.1f), batchSize: 8);
        GradientReport report = BackwardCheck.Run(right, new FeatureDataset([1], [1, 2, -1, .5f], [1f, 3, -2, 0]));
        Assert.True(report.Passed, report.ToString());

        // What guided activations pass back is no gradient.
        using GuidedSpotNet.Session wrong = new GuidedSpotNet(seed: 5).StartTraining(new Sgd(.1f), batchSize: 8);
        Assert.False(BackwardCheck.Run(wrong, Spots, samples: 4).Passed);
    }

    [Fact]
    public void Saliency_is_the_gradient_of_the_score()
    {
        using SpotNet.Session session = Trained.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true);
        float[] sample = Sample(3);
        float[] gradient = Saliency.Gradient(session, sample, 1);
        float[] again = Saliency.Gradient(session, sample, 1);
        Assert.Equal(gradient, again);
        for (int i = 0; i < 64; i += 7)
        {
            Assert.Equal((Score(sample, i, 1e-2f) - Score(sample, i, -1e-2f)) / 2e-2f, gradient[i], 5e-2f);
        }

        float[] map = Saliency.Map(session, sample, 1);
        Assert.Equal(1, map.Max());
        Assert.Throws<ArgumentOutOfRangeException>(() => Saliency.Gradient(session, sample, 2));

        static float Score(float[] sample, int at, float add)
        {
            float[] moved = (float[])sample.Clone();
            moved[at] += add;
            float[] scores = new float[2];
            Trained.Predict(moved, scores);
            return scores[1];
        }
    }

    [Fact]
    public void A_guided_twin_gives_the_same_scores_and_passes_positive_gradients_alone()
    {
        var twin = new GuidedSpotNet();
        Transfer.Copy(Trained.Parameters, twin.Parameters);
        float[] sample = Sample(3);
        float[] scores = new float[2];
        float[] twinScores = new float[2];
        Trained.Predict(sample, scores);
        twin.Predict(sample, twinScores);
        Assert.Equal(scores, twinScores, (a, b) => Math.Abs(a - b) < 1e-4f);

        float[] input = [-1, 2, 3];
        float[] passed = new float[3];
        GuidedReLU.Backward(default, input, [1, -1, 5], passed, default);
        Assert.Equal([0f, 0, 5], passed);
        using GuidedSpotNet.Session guided = twin.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true);
        using SpotNet.Session plain = Trained.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true);
        Assert.NotEqual(Saliency.Gradient(plain, sample, 1), Saliency.Gradient(guided, sample, 1));
    }

    [Fact]
    public void Grad_CAM_points_at_the_spot()
    {
        using SpotNet.Session session = Trained.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true);
        int hits = 0;
        int asked = 0;
        for (int i = 0; i < 60; i++)
        {
            if (Spots.Label(i) == 1)
            {
                float[] sample = Sample(i);
                float[] map = GradCam.Of(session, sample, 1, "Conv1").Resized(8, 8);
                int spot = Array.IndexOf(sample, sample.Max());
                int found = Array.IndexOf(map, map.Max());
                hits += Math.Abs((spot % 8) - (found % 8)) <= 2 && Math.Abs((spot / 8) - (found / 8)) <= 2 ? 1 : 0;
                asked++;
            }
        }

        Assert.True(hits > .8 * asked, $"{hits} of {asked}");
        Assert.Contains("no trainable bias of a layer 'Conv9'", Assert.Throws<ArgumentException>(() => GradCam.Of(session, Sample(0), 1, "Conv9")).Message);
    }

    [Fact]
    public void Features_and_their_neighbours_are_found()
    {
        using SpotNet.Session session = Trained.StartTraining(new Sgd(0), batchSize: 64, copy: true);
        string hidden = session.Activations[^2].Name;
        FeatureDataset features = FeatureSpace.Of(session, hidden, Spots);
        Assert.Equal((12, 300), (features.InputLength, features.Count));
        int[][] nearest = new NearestNeighbours(features).Find(features.First(50), 5);
        int same = Enumerable.Range(0, 50).Sum(i => nearest[i].Count(other => Spots.Label(other) == Spots.Label(i)));
        Assert.True(same > 225, $"{same} of 250");
        Assert.True(WeightPictures.Maps(session, session.Activations[0].Name, Sample(0)).Width > 8);
        Assert.Throws<ArgumentException>(() => FeatureSpace.Of(session, "nothing", Spots));
    }

    [Fact]
    public void Clusters_stay_clusters_on_the_plane()
    {
        FeatureDataset clusters = Clusters.Draw(120, 3);
        float[] layout = Tsne.Layout(clusters, perplexity: 15, steps: 300);
        var plane = new FeatureDataset([2], layout, [.. Enumerable.Range(0, 120).Select(clusters.Label)], 3);
        int[][] nearest = new NearestNeighbours(plane).Find(plane, 6);
        int same = Enumerable.Range(0, 120).Sum(i => nearest[i].Count(other => other != i && plane.Label(other) == plane.Label(i)));
        Assert.True(same > .95 * 600, $"{same} of 600");
        Assert.Equal(layout, Tsne.Layout(clusters, perplexity: 15, steps: 300));
        Assert.Contains("<circle", Tsne.Plot(layout, plane, "clusters").ToSvg());
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Layout(clusters, perplexity: 60));
    }

    [Fact]
    public void A_report_holds_all_it_shows()
    {
        using var folder = new TemporaryFolder();
        var plot = new LinePlot { Title = "a <b> & c" };
        plot.Add("line", [0, 1], [1, 2]);
        HtmlReport report = new HtmlReport("Spots & <more>").Heading("Loss").Plot(plot).Plot(plot).Table(("accuracy", .5)).Lines("a < b").Text("text")
            .Picture(WeightPictures.Filters(Trained.Conv1.Weight), "filters");
        string path = System.IO.Path.Combine(folder.Path, "new", "report.html");
        report.Save(path);
        string html = File.ReadAllText(path);
        Assert.Contains("<title>Spots &amp; &lt;more&gt;</title>", html);
        Assert.Contains("data:image/png;base64,iVBORw0KGgo", html);
        Assert.DoesNotMatch(new Regex("(src|href)=\"(?!data:|#)"), html);
        Assert.DoesNotContain("id=\"plot\"", html);
        MatchCollection ids = Regex.Matches(html, "id=\"(plot\\d+)\"");
        Assert.Equal(2, ids.Select(match => match.Groups[1].Value).Distinct().Count());

        // A file stands where the folder should be.
        string message = Assert.Throws<IOException>(() => report.Save(System.IO.Path.Combine(path, "report.html"))).Message;
        Assert.Contains("The report cannot be written to", message);
    }

    private static float[] Sample(int index) => Spots.Features.Slice(index * 64, 64).ToArray();

    private static SpotNet Train()
    {
        var net = new SpotNet(seed: 3);
        using SpotNet.Session session = net.StartTraining(new Adam(5e-3f), batchSize: 32);
        new Trainer(session) { Epochs = 25 }.Fit(Spots);
        return net;
    }

    // Noise, and in class 1 a bright spot somewhere.
    private static FeatureDataset Draw(int count)
    {
        var random = new SeededRandom(8);
        float[] images = new float[count * 64];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            for (int p = 0; p < 64; p++)
            {
                images[(i * 64) + p] = .2f * random.NextNormal();
            }

            labels[i] = i % 2;
            if (labels[i] == 1)
            {
                images[(i * 64) + ((1 + random.NextInt(6)) * 8) + 1 + random.NextInt(6)] = 2;
            }
        }

        return new FeatureDataset([1, 8, 8], images, labels, 2);
    }
}
