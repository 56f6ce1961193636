using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Espalier.Training.Tests.Pictures;

public sealed class PictureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_png_holds_the_pixels(int channels)
    {
        var picture = new Picture(5, 3, channels);
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)(i * 7);
        }

        using var memory = new MemoryStream();
        picture.SavePng(memory);
        List<(string Type, byte[] Data)> chunks = Chunks(memory.ToArray());
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, 0, 5, 0, 0, 0, 3, 8, channels == 3 ? (byte)2 : (byte)0, 0, 0, 0], chunks[0].Data);
        using var unpacked = new MemoryStream();
        new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress).CopyTo(unpacked);
        byte[] rows = unpacked.ToArray();
        int row = 1 + (5 * channels);
        Assert.Equal(3 * row, rows.Length);
        for (int y = 0; y < 3; y++)
        {
            Assert.Equal(0, rows[y * row]);
            Assert.True(rows.AsSpan((y * row) + 1, row - 1).SequenceEqual(picture.Pixels.Slice(y * 5 * channels, 5 * channels)));
        }
    }

    [Fact]
    public void Impossible_pictures_are_refused()
    {
        Assert.Contains("2 channels", Assert.Throws<ArgumentException>(() => new Picture(1, 1, 2)).Message);
        Assert.Contains("0×4", Assert.Throws<ArgumentException>(() => new Picture(0, 4)).Message);
        Assert.Throws<ArgumentException>(() => new Picture(100_000, 100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(2, 2)[2, 0]);
    }

    [Fact]
    public void A_contact_sheet_shows_each_image_in_its_place()
    {
        var images = new ImageDataset(1, 2, 3, [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16], [0, 0], 1);
        Picture sheet = ContactSheet.Of(images, [1, 0, 1], columns: 2, zoom: 2);
        Assert.Equal((2 + (2 * 8), 2 + (2 * 6)), (sheet.Width, sheet.Height));
        Assert.Equal(11, sheet[2, 2]);
        Assert.Equal(16, sheet[7, 5]);
        Assert.Equal(1, sheet[10, 2]);
        Assert.Equal(11, sheet[2, 8]);
        Assert.Throws<ArgumentException>(() => ContactSheet.Of(images, [], 2));
    }

    [Fact]
    public void A_terminal_image_shows_two_pixels_in_a_letter()
    {
        var images = new ImageDataset(1, 3, 4, [0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 0], [0], 1);
        Assert.Equal(["a 7", " ▀▄█", "▀"], TerminalImage.Row(images, [0], ["a 7"]));
        Assert.Equal("long   long", TerminalImage.Row(images, [0, 0], ["longer", "longer"])[0].Replace("long  ", "long   "));
        Assert.Throws<ArgumentException>(() => TerminalImage.Row(images, [0], []));
        Assert.Throws<ArgumentException>(() => TerminalImage.Row(images, [0], ["a"], crop: 2));
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = new List<(string, byte[])>();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            ReadOnlySpan<byte> checkedPart = png.AsSpan(at + 4, 4 + length);
            Assert.Equal(Crc32(checkedPart), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(checkedPart[..4]), checkedPart[4..].ToArray()));
            at += 12 + length;
        }

        // The standard's own example: an empty IEND.
        Assert.Equal(0xAE42_6082, Crc32("IEND"u8));
        return chunks;
    }

    // By polynomial division, the first bit of each byte first.
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint rest = 0xFFFF_FFFF;
        foreach (byte value in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool divides = ((rest ^ (uint)(value >> bit)) & 1) == 1;
                rest = (rest >> 1) ^ (divides ? 0xEDB8_8320 : 0);
            }
        }

        return ~rest;
    }
}
