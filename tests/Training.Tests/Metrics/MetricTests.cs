using Espalier.Training.Metrics;

namespace Espalier.Training.Tests.Metrics;

public sealed class MetricTests
{
    // Labels 0 0 0 1 1 2, taken for 0 0 1 1 2 2.
    private static readonly FeatureDataset Data = new([1], new float[6], [0, 0, 0, 1, 1, 2], 3);
    private static readonly ConfusionMatrix Matrix = new([0, 0, 1, 1, 2, 2], Data);

    [Fact]
    public void Precision_recall_and_F1_follow_from_the_counts()
    {
        Assert.Equal((2, 1, 0), (Matrix[0, 0], Matrix[0, 1], Matrix[0, 2]));
        Assert.Equal(4 / 6.0, Matrix.Accuracy, 12);
        Assert.Equal(1, Matrix.Precision(0));
        Assert.Equal(2 / 3.0, Matrix.Recall(0), 12);
        Assert.Equal(.8, Matrix.F1(0), 12);
        Assert.Equal((.5, .5, .5), (Matrix.Precision(1), Matrix.Recall(1), Matrix.F1(1)));
        Assert.Equal((.5, 1), (Matrix.Precision(2), Matrix.Recall(2)));
        Assert.Equal(2 / 3.0, Matrix.F1(2), 12);
        Assert.Equal((.8 + .5 + (2 / 3.0)) / 3, Matrix.MacroF1, 12);
        Assert.Contains("two", Matrix.ToText(["one", "two", "three"]));
        Assert.Contains("class 1", new ConfusionMatrix([1], new FeatureDataset([1], [0], [0], 2)).ToSvg(["<b>", "class 1"]));
    }

    [Fact]
    public void A_class_never_found_has_precision_0()
    {
        var matrix = new ConfusionMatrix([0, 0], new FeatureDataset([1], new float[2], [0, 1], 2));
        Assert.Equal((0, 0, 0), (matrix.Precision(1), matrix.Recall(1), matrix.F1(1)));
        Assert.Throws<ArgumentException>(() => new ConfusionMatrix([0], Data));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    public void Top_k_counts_labels_among_the_first_k(int k, int found)
    {
        var data = new FeatureDataset([1], new float[4], [0, 1, 2, 0], 3);
        float[] scores = [3, 2, 1, 1, 2, 2, 1, 2, 0, 1, 2, 0];
        Assert.Equal(found / 4.0, Metric.TopK(k).Of(scores, data));
    }

    [Fact]
    public void Regression_errors_follow_their_definitions()
    {
        var data = new FeatureDataset([1], new float[3], [1f, 10, 2, 20, 6, 30], targetLength: 2);
        RegressionErrors errors = RegressionErrors.Of([1, 10, 4, 20, 6, 27], data);
        Assert.Equal((4 + 9) / 6.0, errors.MeanSquaredError, 9);
        Assert.Equal((2 + 3) / 6.0, errors.MeanAbsoluteError, 9);
        Assert.Equal(((1 - (4 / 14.0)) + (1 - (9 / 200.0))) / 2, errors.RSquared, 9);
        Assert.True(double.IsNaN(RegressionErrors.Of([1, 2], new FeatureDataset([1], new float[2], [5f, 5])).RSquared));
    }
}
