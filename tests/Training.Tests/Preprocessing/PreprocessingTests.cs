namespace Espalier.Training.Tests.Preprocessings;

public sealed class PreprocessingTests
{
    [Fact]
    public void Standardised_values_have_mean_0_and_deviation_1()
    {
        FeatureDataset data = Correlated(200, 3);
        float[][] after = Read(data.With(FeatureScaling.Standardize(data)));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, after.Average(sample => (double)sample[i]), 1e-5);
            Assert.Equal(1, after.Average(sample => (double)sample[i] * sample[i]), 1e-4);
        }
    }

    [Fact]
    public void A_value_that_never_changes_becomes_0()
    {
        var data = new FeatureDataset([2], [.1f, 1, .1f, 2, .1f, 6], [0, 0, 0], 1);
        Assert.All(Read(data.With(FeatureScaling.Standardize(data))), sample => Assert.Equal(0, sample[0], 1e-6));
    }

    [Theory]
    [InlineData(new[] { 2, 1, 2 }, new[] { 1.5f, 1.5f, 5.5f, 5.5f })]
    [InlineData(new[] { 2, 2 }, new[] { 2.5f, 4.5f, 2.5f, 4.5f })]
    [InlineData(new[] { 4 }, new[] { 1f, 2, 4, 7 })]
    public void Channels_are_the_first_dimension_of_images_and_the_last_of_sequences(int[] shape, float[] means)
    {
        var data = new FeatureDataset(shape, [0, 1, 3, 6, 2, 3, 5, 8], [0, 0], 1);
        Assert.Equal(means, FeatureScaling.SubtractChannelMeans(data).Means.ToArray());
        Assert.Equal([1, 2, 4, 7], FeatureScaling.SubtractMeanImage(data).Means.ToArray());
    }

    [Fact]
    public void Principal_components_are_uncorrelated_and_ordered()
    {
        FeatureDataset data = Correlated(500, 4);
        Projection pca = Projection.FitPca(data, 4);
        double[,] covariance = Covariance(Read(data.With(pca)));
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.Equal(0, covariance[i, j], 1e-4);
            }

            Assert.True(i == 0 || covariance[i, i] <= covariance[i - 1, i - 1] + 1e-4);
        }

        // What is lost lies in the directions left out.
        double total = Enumerable.Range(0, 4).Sum(i => covariance[i, i]);
        Assert.Equal((covariance[0, 0] + covariance[1, 1]) / total, Projection.FitPca(data, 2).Explained, 1e-5);
        Assert.Equal(1, pca.Explained, 1e-9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whitened_samples_have_the_identity_as_covariance(bool zca)
    {
        FeatureDataset data = Correlated(500, 4);
        Projection whitening = zca ? Projection.FitZca(data, 1e-7) : Projection.FitPcaWhitening(data, 4, 1e-7);
        double[,] covariance = Covariance(Read(data.With(whitening)));
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                Assert.Equal(i == j ? 1 : 0, covariance[i, j], 1e-3);
            }
        }

        if (zca)
        {
            // ZCA is the symmetric one of all whitenings.
            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Assert.Equal(whitening.Rows[(i * 4) + j], whitening.Rows[(j * 4) + i], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Fewer_samples_than_values_give_the_same_directions()
    {
        // 6 samples of 9 values: by the small matrix. The same samples four times: by the covariance.
        FeatureDataset few = Correlated(6, 9);
        FeatureDataset many = few.Subset([.. Enumerable.Range(0, 24).Select(i => i % 6)]).InMemory();
        Close(Projection.FitPca(few, 5), Projection.FitPca(many, 5), 2e-4f);
        Close(Projection.FitZca(few, .1), Projection.FitZca(many, .1), 2e-4f);
        Assert.Contains("1 … 6", Assert.Throws<ArgumentOutOfRangeException>(() => Projection.FitPca(few, 7)).Message);

        static void Close(Projection a, Projection b, float tolerance) => Assert.All(a.Rows.ToArray().Zip(b.Rows.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void What_was_fitted_is_saved_and_read_again()
    {
        using var folder = new TemporaryFolder();
        FeatureDataset data = Correlated(50, 6, [1, 2, 3]);
        string path = Path.Combine(folder.Path, "preprocessing.safetensors");
        foreach (Preprocessing fitted in new Preprocessing[] { FeatureScaling.StandardizeChannels(data), Projection.FitPca(data, 2), Projection.FitZca(data) })
        {
            fitted.Save(path);
            Preprocessing again = Preprocessing.Load(path);
            Assert.Equal(fitted.InputShape.ToArray(), again.InputShape.ToArray());
            Assert.Equal(fitted.OutputShape.ToArray(), again.OutputShape.ToArray());
            Assert.Equal(Read(data.With(fitted)), Read(data.With(again)));
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^5]);
        Assert.Contains("preprocessing.safetensors", Assert.Throws<InvalidDataException>(() => Preprocessing.Load(path)).Message);
        new LinearNetwork().Save(path);
        Assert.Throws<InvalidDataException>(() => Preprocessing.Load(path));
    }

    [Fact]
    public void Another_shape_is_refused()
    {
        Preprocessing fitted = FeatureScaling.Standardize(Correlated(10, 4));
        Assert.Contains("fitted on samples of 4; these have 2×2", Assert.Throws<ArgumentException>(() => Correlated(10, 4, [2, 2]).With(fitted)).Message);
        Assert.Throws<ArgumentException>(() => fitted.Apply(new float[4], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Projection.FitZca(Correlated(10, 4), 0));
    }

    private static FeatureDataset Correlated(int count, int length, int[]? shape = null)
    {
        var random = new SeededRandom(7);
        float[] features = new float[count * length];
        for (int s = 0; s < count; s++)
        {
            float common = random.NextNormal();
            for (int i = 0; i < length; i++)
            {
                features[(s * length) + i] = i + ((i + 1) * common) + ((i % 3) + 1) * random.NextNormal();
            }
        }

        return new FeatureDataset(shape ?? [length], features, new int[count], 1);
    }

    private static float[][] Read(Dataset data) => [.. Enumerable.Range(0, data.Count).Select(i =>
    {
        float[] sample = new float[data.InputLength];
        data.CopyInput(i, sample);
        return sample;
    })];

    private static double[,] Covariance(float[][] samples)
    {
        int length = samples[0].Length;
        double[,] covariance = new double[length, length];
        foreach (float[] sample in samples)
        {
            for (int i = 0; i < length; i++)
            {
                for (int j = 0; j < length; j++)
                {
                    covariance[i, j] += (double)sample[i] * sample[j] / samples.Length;
                }
            }
        }

        return covariance;
    }
}
