namespace Espalier.Training.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_whole_file_is_read_plain_or_compressed(bool compress)
    {
        string path = _folder.Write("images", TemporaryFolder.Idx([2, 1, 3], [1, 2, 3, 4, 5, 6]), compress);
        IdxFile file = IdxFile.Read(path, 3);
        Assert.Equal([2, 1, 3], file.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Data);
    }

    [Fact]
    public void More_than_the_first_piece_is_read()
    {
        byte[] data = new byte[3_000_001];
        data[^1] = 9;
        IdxFile file = IdxFile.Read(_folder.Write("long", TemporaryFolder.Idx([data.Length], data), compress: true), 1);
        Assert.Equal(data.Length, file.Data.Length);
        Assert.Equal(9, file.Data[^1]);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = _folder.File("nowhere");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => IdxFile.Read(path, 1)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Truncated_data_are_refused(bool compress)
    {
        byte[] bytes = TemporaryFolder.Idx([2, 3], [1, 2, 3, 4, 5]);
        Refused(_folder.Write("short", bytes, compress), 2, "truncated", "2×3 = 6 bytes", "found 5");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    public void A_truncated_header_is_refused(int length) =>
        Refused(_folder.Write("header", TemporaryFolder.Idx([2, 3], [])[..length]), 2, "truncated", "12 bytes", $"found {length}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Trailing_bytes_are_refused(bool compress) =>
        Refused(_folder.Write("long", TemporaryFolder.Idx([2], [1, 2, 3]), compress), 1, "trailing bytes", "2 bytes");

    [Fact]
    public void Another_magic_number_is_refused()
    {
        Refused(_folder.Write("type", TemporaryFolder.Idx([1], [1], type: 0x0D)), 1, "magic number", "0x00000801", "0x00000D01");
        Refused(_folder.Write("dimensions", TemporaryFolder.Idx([1, 1, 1], [1])), 1, "magic number", "0x00000801", "0x00000803");
        Refused(_folder.Write("text", "no digits here"u8), 1, "magic number", "0x6E6F2064");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_dimension_below_1_is_refused(int size) =>
        Refused(_folder.Write("size", TemporaryFolder.Idx([2, size], [])), 2, "dimension 2", $"found {size}");

    [Fact]
    public void A_header_that_promises_too_much_costs_no_memory()
    {
        string path = _folder.Write("hostile", TemporaryFolder.Idx([2_000_000_000], [1, 2, 3]), compress: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(path, 1, "truncated", "found 3");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Refused(_folder.Write("overflow", TemporaryFolder.Idx([1 << 20, 1 << 20, 1 << 30], [])), 3, "dimension 2");
    }

    [Fact]
    public void Damaged_compression_is_refused()
    {
        byte[] data = new byte[50_000];
        new Random(1).NextBytes(data);
        byte[] bytes = TemporaryFolder.GZip(TemporaryFolder.Idx([data.Length], data));
        bytes.AsSpan(1000, 200).Fill(0xFF);
        string path = _folder.Write("damaged.gz", bytes);
        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(path, 1)).Message);
        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.Write("damaged.gz", bytes.AsSpan(0, 500)), 1)).Message);
    }

    private static void Refused(string path, int dimensions, params string[] parts)
    {
        string message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(path, dimensions)).Message;
        Assert.StartsWith(path, message);
        Assert.All(parts, part => Assert.Contains(part, message));
    }
}
