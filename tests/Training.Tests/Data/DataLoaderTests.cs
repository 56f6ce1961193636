namespace Espalier.Training.Tests.Data;

public sealed class DataLoaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(25)]
    public void An_epoch_holds_each_sample_once_with_its_label(int batchSize)
    {
        var loader = new DataLoader(Counting(10), batchSize, seed: 4);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            loader.Start(epoch);
            var seen = new List<float>();
            int batches = 0;
            while (loader.Next())
            {
                batches++;
                Assert.Equal(loader.Count * 2, loader.Inputs.Length);
                for (int i = 0; i < loader.Count; i++)
                {
                    float first = loader.Inputs[2 * i];
                    Assert.Equal(first + .5f, loader.Inputs[(2 * i) + 1]);
                    Assert.Equal((int)first, loader.Labels[i]);
                    Assert.Equal((int)first, loader.Indices[i]);
                    seen.Add(first);
                }
            }

            Assert.Equal(loader.BatchesPerEpoch, batches);
            Assert.Equal(Enumerable.Range(0, 10).Select(i => (float)i), seen.Order());
            Assert.False(loader.Next());
        }
    }

    [Fact]
    public void The_order_follows_from_seed_and_epoch_alone()
    {
        var loader = new DataLoader(Counting(50), 50, seed: 1);
        int[] third = Order(loader, 3);
        Assert.NotEqual(third, Order(loader, 4));
        Assert.Equal(third, Order(loader, 3));
        Assert.Equal(third, Order(new DataLoader(Counting(50), 50, seed: 1), 3));
        Assert.NotEqual(third, Order(new DataLoader(Counting(50), 50, seed: 2), 3));
    }

    [Fact]
    public void Without_shuffling_the_order_is_kept() =>
        Assert.Equal(Enumerable.Range(0, 50), Order(new DataLoader(Counting(50), 50, shuffle: false), 2));

    [Fact]
    public void A_batch_that_is_not_full_can_be_dropped()
    {
        var loader = new DataLoader(Counting(10), 4, dropLast: true);
        loader.Start(0);
        Assert.Equal(2, loader.BatchesPerEpoch);
        Assert.True(loader.Next());
        Assert.True(loader.Next());
        Assert.False(loader.Next());
        Assert.Equal(0, loader.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(Counting(10), 11, dropLast: true));
    }

    [Fact]
    public void A_batch_size_below_1_is_refused() =>
        Assert.Contains("batch size is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(Counting(3), 0)).Message);

    [Theory]
    [InlineData("as it is")]
    [InlineData("flip")]
    [InlineData("flip down")]
    [InlineData("crop")]
    [InlineData("warp")]
    [InlineData("jitter")]
    [InlineData("cutout")]
    [InlineData("mix-up")]
    [InlineData("all of them")]
    public void Nothing_is_allocated_after_construction(string change)
    {
        ImageDataset data = new(3, 8, 8, new byte[3 * 64 * 50], new byte[50], 1);
        Dictionary<string, Augmentation> changes = new()
        {
            ["flip"] = Augmentation.FlipHorizontally(),
            ["flip down"] = Augmentation.FlipVertically(),
            ["crop"] = Augmentation.Crop(2),
            ["warp"] = Augmentation.Warp(10, .1f, .1f),
            ["jitter"] = Augmentation.ColourJitter(.1f, .1f, .1f),
            ["cutout"] = Augmentation.Cutout(3),
        };
        Dataset view = changes.TryGetValue(change, out Augmentation? one) ? data.Augmented(one)
            : change == "all of them" ? data.Augmented(Augmentation.Sequence([.. changes.Values])).With(FeatureScaling.SubtractMeanImage(data))
            : data;
        var loader = new DataLoader(view, 7, draw: true, mixUp: change is "mix-up" or "all of them" ? new MixUp() : null);
        Epoch(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 1; epoch < 50; epoch++)
        {
            Epoch(epoch);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Epoch(int number)
        {
            loader.Start(number);
            while (loader.Next())
            {
            }
        }
    }

    private static FeatureDataset Counting(int count) => new(
        [2],
        [.. Enumerable.Range(0, count).SelectMany(i => new[] { i, i + .5f })],
        [.. Enumerable.Range(0, count)],
        count);

    private static int[] Order(DataLoader loader, int epoch)
    {
        loader.Start(epoch);
        loader.Next();
        return loader.Indices.ToArray();
    }
}
