namespace Espalier.Training.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mnist/", "-idx3-ubyte", "-idx1-ubyte", false)]
    [InlineData("mnist/", "-idx3-ubyte.gz", "-idx1-ubyte.gz", true)]
    [InlineData("", ".idx3-ubyte", ".idx1-ubyte", false)]
    public void Images_and_labels_are_found_under_their_usual_names(string place, string imagesName, string labelsName, bool compress)
    {
        byte[] pixels = new byte[2 * 784];
        pixels[784] = 200;
        _folder.Write($"{place}t10k-images{imagesName}", TemporaryFolder.Idx([2, 28, 28], pixels), compress);
        _folder.Write($"{place}t10k-labels{labelsName}", TemporaryFolder.Idx([2], [3, 9]), compress);
        Assert.True(Mnist.IsIn(_folder.Data));
        ImageDataset test = Mnist.LoadTest(_folder.Data);
        Assert.Equal(2, test.Count);
        Assert.Equal([1, 28, 28], test.Shape);
        Assert.Equal(9, test.Label(1));
        Assert.Equal(200, test.Pixels(1)[0]);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.False(Mnist.IsIn(_folder.Data));
        Assert.Contains("train-images-idx3-ubyte", Assert.Throws<FileNotFoundException>(() => Mnist.LoadTrain(_folder.Data)).Message);
        WriteTrain([1, 28, 28], null);
        Assert.True(Mnist.IsIn(_folder.Data));
        Assert.Contains("train-labels-idx1-ubyte", Assert.Throws<FileNotFoundException>(() => Mnist.LoadTrain(_folder.Data)).Message);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        WriteTrain([1, 28, 27], [3]);
        Refused("train-images", "28×28", "28×27");
    }

    [Fact]
    public void As_many_labels_as_images_are_expected()
    {
        WriteTrain([2, 28, 28], [3]);
        Refused("train-labels", "expected 2", "found 1");
    }

    [Fact]
    public void A_label_that_is_no_digit_is_refused()
    {
        WriteTrain([3, 28, 28], [3, 9, 10]);
        Refused("train-labels", "label 2", "0 … 9", "found 10");
    }

    [Fact]
    public void The_published_set_is_read_where_it_is_at_hand()
    {
        if (DataFolder.Find() is not DataFolder folder || !Mnist.IsIn(folder))
        {
            return;
        }

        ImageDataset training = Mnist.LoadTrain(folder);
        Assert.Equal(60_000, training.Count);
        Assert.Equal(10_000, Mnist.LoadTest(folder).Count);
        Normalization normalization = Normalization.Fit(training);
        Assert.Equal(.1307f, normalization.Means[0], .0002f);
        Assert.Equal(.3081f, normalization.Deviations[0], .0002f);
    }

    private void WriteTrain(int[] shape, byte[]? labels)
    {
        _folder.Write("mnist/train-images-idx3-ubyte", TemporaryFolder.Idx(shape, new byte[shape[0] * shape[1] * shape[2]]));
        if (labels is not null)
        {
            _folder.Write("mnist/train-labels-idx1-ubyte", TemporaryFolder.Idx([labels.Length], labels));
        }
    }

    private void Refused(params string[] parts)
    {
        string message = Assert.Throws<InvalidDataException>(() => Mnist.LoadTrain(_folder.Data)).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }
}
