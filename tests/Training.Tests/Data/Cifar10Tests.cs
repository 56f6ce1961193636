namespace Espalier.Training.Tests.Data;

public sealed class Cifar10Tests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_are_read_in_the_order_of_their_names(bool compress)
    {
        using var folder = new TemporaryFolder();
        string end = compress ? ".bin.gz" : ".bin";
        folder.Write("cifar10/data_batch_2" + end, Records(2, first: 3), compress);
        folder.Write("cifar10/data_batch_1" + end, Records(3, first: 0), compress);
        folder.Write("cifar10/test_batch" + end, Records(1, first: 7), compress);
        DataFolder data = DataFolder.Find(folder.Path)!;
        Assert.True(Cifar10.IsIn(data));
        ImageDataset images = Cifar10.LoadTrain(data);
        Assert.Equal([3, 32, 32], images.Shape.ToArray());
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 5).Select(images.Label));
        Assert.Equal(10, images.Classes);

        // Red, green and blue of image 3, as Records wrote them.
        Assert.Equal([3, 13, 23], new[] { images.Pixels(3)[0], images.Pixels(3)[1024], images.Pixels(3)[2048] });
        Assert.Equal(7, Cifar10.LoadTest(data).Label(0));
        Assert.Equal("truck", Cifar10.ClassNames[9]);
    }

    [Fact]
    public void Damaged_files_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        DataFolder data = DataFolder.Find(folder.Path)!;
        Assert.Contains("data_batch_*.bin", Assert.Throws<FileNotFoundException>(() => Cifar10.LoadTrain(data)).Message);
        string path = folder.Write("a.bin", Records(2, 0)[..6000]);
        string message = Assert.Throws<InvalidDataException>(() => Cifar10.Read(path)).Message;
        Assert.Contains("a.bin", message);
        Assert.Contains("1 images and 2927 bytes", message);
        path = folder.Write("b.bin", Records(2, first: 9));
        Assert.Contains("label of image 1: expected 0 … 9, found 10", Assert.Throws<InvalidDataException>(() => Cifar10.Read(path)).Message);
        path = folder.Write("c.bin", []);
        Assert.Throws<InvalidDataException>(() => Cifar10.Read(path));
        path = folder.Write("d.bin", [0x1F, 0x8B, 1, 2, 3]);
        Assert.Contains("gzip", Assert.Throws<InvalidDataException>(() => Cifar10.Read(path)).Message);
    }

    private static byte[] Records(int count, int first)
    {
        byte[] bytes = new byte[count * 3073];
        for (int i = 0; i < count; i++)
        {
            Span<byte> record = bytes.AsSpan(i * 3073, 3073);
            record[0] = (byte)(first + i);
            for (int channel = 0; channel < 3; channel++)
            {
                record.Slice(1 + (channel * 1024), 1024).Fill((byte)((10 * channel) + first + i));
            }
        }

        return bytes;
    }
}
