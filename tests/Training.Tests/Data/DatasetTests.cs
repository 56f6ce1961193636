namespace Espalier.Training.Tests.Data;

public sealed class DatasetTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 16, 16)]
    [InlineData(1, 5, 7)]
    [InlineData(3, 3, 11)]
    [InlineData(3, 8, 9)]
    public void Bytes_become_floats_by_mean_and_deviation(int channels, int height, int width)
    {
        int length = channels * height * width;
        byte[] pixels = [.. Enumerable.Range(0, 2 * length).Select(i => (byte)(i * 37))];
        float[] means = [.. Enumerable.Range(0, channels).Select(channel => .1f + (.2f * channel))];
        float[] deviations = [.. Enumerable.Range(0, channels).Select(channel => .3f + (.1f * channel))];
        ImageDataset images = new ImageDataset(channels, height, width, pixels, [0, 1], 2).With(new Normalization(means, deviations));
        float[] read = new float[length + 2];
        read[0] = read[^1] = 99;
        images.CopyInput(1, read.AsSpan(1, length));
        for (int i = 0; i < length; i++)
        {
            int channel = i / (height * width);
            Assert.Equal(((pixels[length + i] / 255.0) - means[channel]) / deviations[channel], read[1 + i], 1e-5);
        }

        Assert.Equal((99, 99), (read[0], read[^1]));
    }

    [Fact]
    public void Pixels_lie_in_0_to_1_unless_said_otherwise()
    {
        var images = new ImageDataset(1, 1, 3, [0, 51, 255], [0], 1);
        float[] read = new float[3];
        images.CopyInput(0, read);
        Assert.Equal([0f, .2f, 1f], read);
    }

    [Fact]
    public void Standardised_images_have_mean_0_and_deviation_1_in_each_channel()
    {
        byte[] pixels = new byte[4 * 2 * 9];
        new Random(4).NextBytes(pixels);
        var images = new ImageDataset(2, 3, 3, pixels, [0, 0, 0, 0], 1);
        ImageDataset standardised = images.With(Normalization.Fit(images));
        for (int channel = 0; channel < 2; channel++)
        {
            double sum = 0;
            double squares = 0;
            float[] read = new float[18];
            for (int i = 0; i < 4; i++)
            {
                standardised.CopyInput(i, read);
                sum += read.AsSpan(channel * 9, 9).ToArray().Sum();
                squares += read.AsSpan(channel * 9, 9).ToArray().Sum(value => value * value);
            }

            Assert.Equal(0, sum / 36, 1e-5);
            Assert.Equal(1, squares / 36, 1e-5);
        }
    }

    [Fact]
    public void A_channel_without_variation_keeps_the_deviation_1()
    {
        var images = new ImageDataset(1, 1, 2, [51, 51, 51, 51], [0, 0], 1);
        Normalization normalization = Normalization.Fit(images);
        Assert.Equal(.2f, normalization.Means[0]);
        Assert.Equal(1, normalization.Deviations[0]);
    }

    [Fact]
    public void A_slice_shares_what_it_covers()
    {
        var images = new ImageDataset(1, 1, 1, [10, 11, 12, 13], [0, 1, 2, 3], 4);
        ImageDataset slice = images.Slice(1, 2).Slice(1, 1);
        Assert.Equal(1, slice.Count);
        Assert.Equal(2, slice.Label(0));
        Assert.Equal(12, slice.Pixels(0)[0]);
        Assert.Equal(12 / 255f, Normalization.Fit(slice).Means[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Slice(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Slice(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Label(1));
    }

    [Fact]
    public void Ragged_or_mislabelled_images_are_refused()
    {
        Refused(() => new ImageDataset(1, 2, 2, new byte[9], [0, 0], 1), "2 images and a rest of 1", "expected 2");
        Refused(() => new ImageDataset(1, 2, 2, new byte[12], [0, 0], 1), "3 images", "expected 2");
        Refused(() => new ImageDataset(1, 2, 2, new byte[8], [0, 4], 4), "label of sample 1 is 4", "0 … 3");
        Refused(() => new ImageDataset(1, 2, 2, [], [], 4), "0 samples");
        Refused(() => new ImageDataset(0, 2, 2, [], [0], 4), "[0, 2, 2]");
        Refused(() => new ImageDataset(1 << 16, 1 << 16, 2, [], [0], 4), "[65536, 65536, 2]");
        Refused(() => new ImageDataset(1, 1, 1, [0], [0], 1).With(Normalization.ZeroToOne(3)), "3 channels", "have 1");
    }

    [Fact]
    public void Features_must_be_whole_samples_of_finite_numbers()
    {
        Refused(() => new FeatureDataset([2], [1, 2, 3], [0, 0], 1), "3 features", "2 samples × 2 = 4");
        Refused(() => new FeatureDataset([2], [1, 2, 3, float.NaN], [0, 0], 1), "Feature 1 of sample 1", "NaN");
        Refused(() => new FeatureDataset([2], [1, float.PositiveInfinity, 3, 4], [0, 0], 1), "Feature 1 of sample 0");
        Refused(() => new FeatureDataset([2], [1, 2], [-1], 3), "label of sample 0 is -1", "0 … 2");
        Refused(() => new FeatureDataset([], [1, 2], [0], 3), "[]");
    }

    [Fact]
    public void A_normalisation_needs_finite_means_and_deviations_above_0()
    {
        Refused(() => new Normalization([.5f], [0f]), "Channel 0", "above 0");
        Refused(() => new Normalization([.5f, float.NaN], [1f, 1f]), "Channel 1");
        Refused(() => new Normalization([.5f], [1f, 1f]), "1 means and 2 deviations");
    }

    [Fact]
    public void A_sample_must_exist_and_fit()
    {
        var data = new FeatureDataset([2], [1, 2], [0], 1);
        Refused(() => data.CopyInput(0, new float[3]), "3 floats", "has 2");
        Refused(() => data.CopyInput(1, new float[2]), "sample 1", "0 … 0");
    }

    private static void Refused(Action action, params string[] parts)
    {
        string message = Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }
}
