namespace Espalier.Training.Tests.Data;

public sealed class DatasetViewTests
{
    [Fact]
    public void A_subset_reads_its_samples_in_its_order()
    {
        Dataset subset = new FeatureDataset([1], [10, 11, 12, 13], [0, 1, 0, 1], 2).Subset(3, 0);
        float[] read = new float[1];
        subset.CopyInput(0, read);
        Assert.Equal(13, read[0]);
        Assert.Equal((1, 0), (subset.Label(0), subset.Label(1)));
        subset.CopyInput(1, read);
        Assert.Equal(10, read[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.Subset(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.First(3));
    }

    [Fact]
    public void Targets_take_the_place_of_classes()
    {
        var data = new FeatureDataset([1], [1, 2, 3], [10f, 20, 30, 40, 50, 60], targetLength: 2);
        Assert.Equal((3, 0, 2), (data.Count, data.Classes, data.TargetLength));
        float[] target = new float[2];
        data.Subset(2, 1).CopyTarget(0, target);
        Assert.Equal([50f, 60f], target);
        Assert.Contains("targets", Assert.Throws<InvalidOperationException>(() => data.Label(0)).Message);
        Assert.Contains("classes", Assert.Throws<InvalidOperationException>(() => new FeatureDataset([1], [1], [0], 1).CopyTarget(0, target)).Message);
        Assert.Contains("multiple of 2", Assert.Throws<ArgumentException>(() => new FeatureDataset([1], [1, 2], [1f, 2, 3, 4, 5], 2)).Message);
        Assert.Contains("Number 1 of target 0", Assert.Throws<ArgumentException>(() => new FeatureDataset([1], [1], [1f, float.NaN], 2)).Message);
    }

    [Fact]
    public void A_random_split_keeps_every_sample_once()
    {
        Split split = Splits.Random(Numbered(10), .3, seed: 4);
        Assert.Equal((7, 3), (split.Training.Count, split.Validation.Count));
        Assert.Equal(Enumerable.Range(0, 10), Samples(split.Training).Concat(Samples(split.Validation)).Order());
        Assert.Equal(Samples(split.Validation), Samples(Splits.Random(Numbered(10), .3, seed: 4).Validation));
        Assert.NotEqual(Samples(split.Validation), Samples(Splits.Random(Numbered(10), .3, seed: 5).Validation));
    }

    [Fact]
    public void A_stratified_split_takes_the_same_share_of_each_class()
    {
        // 80 of class 0, 20 of class 1.
        var data = new FeatureDataset([1], [.. Enumerable.Range(0, 100).Select(i => (float)i)], [.. Enumerable.Range(0, 100).Select(i => i % 5 == 0 ? 1 : 0)], 2);
        Split split = Splits.Stratified(data, .25);
        Assert.Equal((20, 5), (CountOf(split.Validation, 0), CountOf(split.Validation, 1)));
        Assert.Equal(Enumerable.Range(0, 100), Samples(split.Training).Concat(Samples(split.Validation)).Order());
        string message = Assert.Throws<ArgumentException>(() => Splits.Stratified(new FeatureDataset([1], [1, 2, 3], [0, 0, 2], 3), .5)).Message;
        Assert.Contains("Class 1 has 0 samples", message);
    }

    [Theory]
    [InlineData(10, 3, false)]
    [InlineData(9, 9, false)]
    [InlineData(30, 4, true)]
    public void Each_sample_is_validated_on_in_one_fold(int count, int folds, bool stratified)
    {
        Split[] splits = Splits.Folds(Numbered(count), folds, seed: 3, stratified);
        Assert.Equal(folds, splits.Length);
        Assert.Equal(Enumerable.Range(0, count), splits.SelectMany(split => Samples(split.Validation)).Order());
        Assert.All(splits, split =>
        {
            Assert.Empty(Samples(split.Training).Intersect(Samples(split.Validation)));
            Assert.Equal(count, split.Training.Count + split.Validation.Count);
            Assert.InRange(split.Validation.Count, count / folds, (count / folds) + 1);
            if (stratified)
            {
                Assert.InRange(CountOf(split.Validation, 0), 15 / folds, (15 / folds) + 1);
            }
        });
    }

    [Fact]
    public void Folds_larger_than_the_data_are_refused()
    {
        Assert.Contains("11 folds", Assert.Throws<ArgumentOutOfRangeException>(() => Splits.Folds(Numbered(10), 11)).Message);
        Assert.Contains("2 … 10", Assert.Throws<ArgumentOutOfRangeException>(() => Splits.Folds(Numbered(10), 1)).Message);
        Assert.Contains("Class 0 has 5 samples", Assert.Throws<ArgumentException>(() => Splits.Folds(Numbered(10), 6, stratified: true)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Splits.Random(Numbered(10), 1));
        Assert.Throws<ArgumentException>(() => Splits.Random(Numbered(1), .5));
    }

    private static FeatureDataset Numbered(int count) =>
        new([1], [.. Enumerable.Range(0, count).Select(i => (float)i)], [.. Enumerable.Range(0, count).Select(i => i % 2)], 2);

    private static int[] Samples(Dataset data)
    {
        float[] read = new float[1];
        return [.. Enumerable.Range(0, data.Count).Select(i =>
        {
            data.CopyInput(i, read);
            return (int)read[0];
        })];
    }

    private static int CountOf(Dataset data, int label) => Enumerable.Range(0, data.Count).Count(i => data.Label(i) == label);
}
