namespace Espalier.Training.Tests.Data;

[Collection(Alone.Name)]
public sealed class AheadTests
{
    private static readonly FeatureDataset Numbers = new([1], [.. Enumerable.Range(0, 103).Select(i => (float)i)], [.. Enumerable.Range(0, 103).Select(i => i % 3)], 3);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Batches_gathered_ahead_are_the_same(int ahead)
    {
        using var plain = new DataLoader(Numbers, 10, seed: 3);
        using var loader = new DataLoader(Numbers, 10, seed: 3, ahead: ahead);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            plain.Start(epoch);
            loader.Start(epoch);
            while (plain.Next())
            {
                Assert.True(loader.Next());
                Assert.Equal(plain.Inputs.ToArray(), loader.Inputs.ToArray());
                Assert.Equal(plain.Labels.ToArray(), loader.Labels.ToArray());
                Assert.Equal(plain.Indices.ToArray(), loader.Indices.ToArray());
            }

            Assert.False(loader.Next());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_epoch_can_be_left_and_entered_anywhere(int ahead)
    {
        using var loader = new DataLoader(Numbers, 10, seed: 3, ahead: ahead);
        loader.Start(1);
        float[][] all = [.. Rest(loader)];
        Assert.Equal(11, all.Length);
        for (int start = 0; start <= 11; start++)
        {
            // In the middle of another epoch, while batches of it are being gathered.
            loader.Start(2);
            loader.Next();
            loader.Start(1, start);
            Assert.Equal(0, loader.Count);
            Assert.Equal(all[start..], Rest(loader));
        }
    }

    [Fact]
    public void A_failure_while_gathering_reaches_the_caller()
    {
        using var loader = new DataLoader(new Failing(), 5, shuffle: false, ahead: 2);
        Assert.True(loader.Next());
        Assert.True(loader.Next());
        Assert.Equal("sample 12", Assert.Throws<InvalidDataException>(() => loader.Next()).Message);
        loader.Start(0);
        Assert.True(loader.Next());
    }

    [Fact]
    public void Nothing_is_allocated_per_batch()
    {
        var data = new ImageDataset(1, 8, 8, new byte[64 * 100], new byte[100], 1);
        Dataset view = data.Augmented(Augmentation.Sequence(Augmentation.Crop(2), Augmentation.FlipHorizontally(), Augmentation.Warp(10, .1f, .1f), Augmentation.ColourJitter(.1f, .1f, .1f), Augmentation.Cutout(3)))
            .With(FeatureScaling.SubtractMeanImage(data));
        using var loader = new DataLoader(view, 10, ahead: 2, draw: true, mixUp: new MixUp());
        Epochs(10);
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Epochs(10);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // Of all threads; what the runtime allocates for itself now and then is not in every round.
        Assert.Equal(0, least);

        void Epochs(int count)
        {
            for (int epoch = 0; epoch < count; epoch++)
            {
                loader.Start(epoch);
                while (loader.Next())
                {
                }
            }
        }
    }

    [Fact]
    public void An_ended_loader_says_so()
    {
        var loader = new DataLoader(Numbers, 10, ahead: 1);
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.Next());
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(Numbers, 10, ahead: 65));
    }

    private static IEnumerable<float[]> Rest(DataLoader loader)
    {
        while (loader.Next())
        {
            yield return loader.Inputs.ToArray();
        }
    }

    private sealed class Failing() : Dataset(20, [1], 1)
    {
        public override void CopyInput(int index, Span<float> destination) =>
            destination[0] = index == 12 ? throw new InvalidDataException("sample 12") : index;

        public override int Label(int index) => 0;
    }
}
