namespace Espalier.Training.Tests.Augmentations;

public sealed class AugmentationTests
{
    private static readonly ImageSize Size = new(2, 3, 4);

    [Fact]
    public void Flips_mirror()
    {
        float[] image = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        float[] across = Apply(Augmentation.FlipHorizontally(1), image);
        float[] down = Apply(Augmentation.FlipVertically(1), image);
        for (int i = 0; i < 24; i++)
        {
            (int channel, int y, int x) = (i / 12, i / 4 % 3, i % 4);
            Assert.Equal(image[(channel * 12) + (y * 4) + 3 - x], across[i]);
            Assert.Equal(image[(channel * 12) + ((2 - y) * 4) + x], down[i]);
        }

        Assert.Equal(image, Apply(Augmentation.FlipHorizontally(0), image));
        Assert.InRange(Enumerable.Range(0, 1000).Count(seed => Apply(Augmentation.FlipHorizontally(), image, seed)[0] != 0), 430, 570);
    }

    [Fact]
    public void A_crop_is_a_shift_within_the_padding()
    {
        float[] image = [.. Enumerable.Range(1, 24).Select(i => (float)i)];
        var seen = new HashSet<(int, int)>();
        for (int seed = 0; seed < 300; seed++)
        {
            float[] cropped = Apply(Augmentation.Crop(1, fill: -1), image, seed);
            (int dy, int dx) = Assert.Single(Shifts(), shift => cropped.SequenceEqual(Shifted(shift.Item1, shift.Item2)));
            seen.Add((dy, dx));
        }

        Assert.Equal(9, seen.Count);
        Assert.Contains("padding is 3", Assert.Throws<ArgumentException>(() => Images().Augmented(Augmentation.Crop(3))).Message);

        IEnumerable<(int, int)> Shifts() => from dy in new[] { -1, 0, 1 } from dx in new[] { -1, 0, 1 } select (dy, dx);

        float[] Shifted(int dy, int dx) => [.. Enumerable.Range(0, 24).Select(i =>
        {
            (int channel, int y, int x) = (i / 12, (i / 4 % 3) - dy, (i % 4) - dx);
            return y is >= 0 and < 3 && x is >= 0 and < 4 ? image[(channel * 12) + (y * 4) + x] : -1;
        })];
    }

    [Fact]
    public void A_warp_reads_where_the_definition_says()
    {
        // A linear ramp is read exactly by bilinear interpolation, so that its values tell the coordinates.
        var size = new ImageSize(2, 31, 31);
        float[] ramp = [.. Enumerable.Range(0, 2 * 961).Select(i => i < 961 ? (float)(i % 31) : i % 961 / 31)];
        for (int seed = 0; seed < 50; seed++)
        {
            float[] warped = (float[])ramp.Clone();
            var random = new SeededRandom(seed);
            Augmentation.Warp(degrees: 20, scale: .2f, shift: .1f).Apply(ref random, size, warped, new float[2 * 961]);
            Assert.NotEqual(ramp, warped);

            // From the middle outwards: an angle, one factor for both axes, and a shift.
            double rightX = warped[(15 * 31) + 16] - warped[(15 * 31) + 15];
            double rightY = warped[961 + (15 * 31) + 16] - warped[961 + (15 * 31) + 15];
            double downX = warped[(16 * 31) + 15] - warped[(15 * 31) + 15];
            double downY = warped[961 + (16 * 31) + 15] - warped[961 + (15 * 31) + 15];
            Assert.Equal(rightX, downY, 1e-3);
            Assert.Equal(-rightY, downX, 1e-3);
            double factor = Math.Sqrt((rightX * rightX) + (rightY * rightY));
            Assert.InRange(1 / factor, .8 - 1e-3, 1.2 + 1e-3);
            Assert.InRange(Math.Abs(Math.Atan2(rightY, rightX)), 0, (20 * Math.PI / 180) + 1e-3);
            double shift = Math.Max(Math.Abs(warped[(15 * 31) + 15] - 15), Math.Abs(warped[961 + (15 * 31) + 15] - 15));
            Assert.InRange(shift, 0, 3.1 * 1.5 * factor);
        }
    }

    [Fact]
    public void A_warp_by_nothing_changes_nothing()
    {
        float[] image = [.. Enumerable.Range(1, 24).Select(i => (float)i)];
        Assert.All(Apply(Augmentation.Warp(), image).Zip(image), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.All(Apply(Augmentation.Shift(50, fill: 7), image, 3), value => Assert.Equal(7, value));
    }

    [Fact]
    public void Colours_change_as_the_definition_says()
    {
        float[] image = [.. Enumerable.Range(0, 24).Select(i => (float)(i * i % 17))];
        float mean = image.Average();
        float[] brighter = Apply(Augmentation.ColourJitter(brightness: .5f), image, 1);
        float added = brighter[0] - image[0];
        Assert.InRange(Math.Abs(added), 1e-4, .5);
        Assert.All(brighter.Zip(image), pair => Assert.Equal(added, pair.First - pair.Second, 1e-4f));

        float[] contrast = Apply(Augmentation.ColourJitter(contrast: .5f), image, 2);
        float factor = (contrast[1] - mean) / (image[1] - mean);
        Assert.InRange(factor, .5f, 1.5f);
        Assert.All(contrast.Zip(image), pair => Assert.Equal(factor * (pair.Second - mean), pair.First - mean, 1e-3f));

        float[] saturated = Apply(Augmentation.ColourJitter(saturation: .5f), image, 3);
        float saturation = (saturated[1] - saturated[13]) / (image[1] - image[13]);
        Assert.InRange(saturation, .5f, 1.5f);
        for (int pixel = 0; pixel < 12; pixel++)
        {
            Assert.Equal(image[pixel] + image[12 + pixel], saturated[pixel] + saturated[12 + pixel], 1e-3f);
            Assert.Equal(saturation * (image[pixel] - image[12 + pixel]), saturated[pixel] - saturated[12 + pixel], 1e-3f);
        }
    }

    [Fact]
    public void Cutout_blanks_a_square_in_all_channels()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            float[] image = Apply(Augmentation.Cutout(2, fill: 9), new float[24], seed);
            Assert.Equal(image[..12], image[12..]);
            int[] blank = [.. Enumerable.Range(0, 12).Where(i => image[i] == 9)];
            Assert.InRange(blank.Length, 1, 4);
            Assert.InRange(blank.Max(i => i / 4) - blank.Min(i => i / 4), 0, 1);
            Assert.InRange(blank.Max(i => i % 4) - blank.Min(i => i % 4), 0, 1);
        }
    }

    [Fact]
    public void Draws_follow_from_seed_epoch_and_sample_alone()
    {
        Dataset data = Images().Augmented(Augmentation.Sequence(Augmentation.FlipHorizontally(), Augmentation.Shift(.3f)));
        using var small = new DataLoader(data, 2, seed: 5, draw: true);
        using var large = new DataLoader(data, 6, seed: 5, draw: true, ahead: 2);
        using var plain = new DataLoader(data, 6, shuffle: false);
        Dictionary<int, float[]> third = Epoch(small, 3);
        Assert.Equal(third.OrderBy(pair => pair.Key), Epoch(large, 3).OrderBy(pair => pair.Key));
        Assert.NotEqual(third[0], Epoch(small, 4)[0]);

        // Measurements see the images as they are.
        float[] image = new float[24];
        Images().CopyInput(1, image);
        Assert.Equal(image, Epoch(plain, 0)[1]);
    }

    [Fact]
    public void Preprocessing_comes_after_augmentation()
    {
        ImageDataset images = Images();
        Dataset data = images.Augmented(Augmentation.Cutout(20, fill: 0)).With(FeatureScaling.SubtractMeanImage(images));
        float[] sample = new float[24];
        var random = new SeededRandom(1);
        data.DrawInput(0, ref random, sample);
        Assert.All(sample.Zip(FeatureScaling.SubtractMeanImage(images).Means.ToArray()), pair => Assert.Equal(-pair.Second, pair.First));
    }

    [Theory]
    [InlineData(.2f)]
    [InlineData(1f)]
    [InlineData(5f)]
    public void Mixing_shares_are_drawn_from_the_beta_distribution(float alpha)
    {
        var mixUp = new MixUp(alpha);
        var random = new SeededRandom(2);
        double[] shares = [.. Enumerable.Range(0, 20_000).Select(_ => (double)mixUp.NextShare(ref random))];
        double mean = shares.Average();
        Assert.Equal(.5, mean, 1e-2);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), shares.Average(share => (share - mean) * (share - mean)), 5e-3);
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void Mix_up_mixes_samples_and_targets_alike()
    {
        // The sample and its target are the same number, so their mixtures must be.
        float[] numbers = [.. Enumerable.Range(0, 50).Select(i => (float)i)];
        using var loader = new DataLoader(new FeatureDataset([1], numbers, (float[])numbers.Clone()), 50, mixUp: new MixUp(1));
        Assert.True(loader.Next());
        Assert.All(loader.Inputs.ToArray().Zip(loader.Targets.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.NotEqual(numbers, loader.Inputs.ToArray().Order());

        using var labelled = new DataLoader(new FeatureDataset([1], numbers, [.. Enumerable.Range(0, 50)], 50), 50, mixUp: new MixUp(1));
        Assert.True(labelled.Next());
        for (int i = 0; i < 50; i++)
        {
            float share = labelled.Shares[i];
            Assert.Equal((share * labelled.Labels[i]) + ((1 - share) * labelled.OtherLabels[i]), labelled.Inputs[i], 1e-4f);
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.FlipHorizontally(1.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Crop(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Scale(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Rotate(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.ColourJitter(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Cutout(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MixUp(0));
        Assert.Contains("expected images", Assert.Throws<ArgumentException>(() => Clusters.Draw(3, 1).Augmented(Augmentation.FlipHorizontally())).Message);
    }

    private static ImageDataset Images() => new(2, 3, 4, [.. Enumerable.Range(0, 6 * 24).Select(i => (byte)(i * 37))], new byte[6], 1);

    private static float[] Apply(Augmentation augmentation, float[] image, long seed = 0)
    {
        float[] result = (float[])image.Clone();
        var random = new SeededRandom(seed);
        augmentation.Apply(ref random, Size, result, new float[24]);
        return result;
    }

    private static Dictionary<int, float[]> Epoch(DataLoader loader, int epoch)
    {
        var samples = new Dictionary<int, float[]>();
        loader.Start(epoch);
        while (loader.Next())
        {
            for (int i = 0; i < loader.Count; i++)
            {
                samples.Add(loader.Indices[i], loader.Inputs.Slice(i * 24, 24).ToArray());
            }
        }

        return samples;
    }
}
