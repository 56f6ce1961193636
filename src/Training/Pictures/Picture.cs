using System.Buffers.Binary;
using System.IO.Compression;

namespace Espalier.Training;

/// <summary>A grey or colour picture in memory, 8 bits a channel, that can be written as PNG (RFC 2083).</summary>
public sealed class Picture
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly byte[] _pixels;

    /// <summary>A black picture.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    public Picture(int width, int height, int channels = 1)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentException($"The picture has {channels} channels; expected 1 (grey) or 3 (red, green, blue).", nameof(channels));
        }

        if (width < 1 || height < 1 || (((long)width * channels) + 1) * height > Array.MaxLength)
        {
            throw new ArgumentException($"The picture has {width}×{height} pixels; expected at least 1×1 and at most {Array.MaxLength} bytes.", nameof(width));
        }

        Width = width;
        Height = height;
        Channels = channels;
        _pixels = new byte[width * height * channels];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>The rows from the top, each from the left, the channels of a pixel side by side.</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>Sets a channel of a pixel.</summary>
    /// <param name="x">The column.</param>
    /// <param name="y">The row.</param>
    /// <param name="channel">The channel.</param>
    public byte this[int x, int y, int channel = 0]
    {
        get => _pixels[Index(x, y, channel)];
        set => _pixels[Index(x, y, channel)] = value;
    }

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePng(string path)
    {
        using FileStream file = File.Create(path);
        SavePng(file);
    }

    /// <summary>Writes the picture to a stream.</summary>
    /// <param name="stream">A stream that can be written; it stays open.</param>
    public void SavePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Height);
        header[8] = 8;
        header[9] = (byte)(Channels == 3 ? 2 : 0);
        header[10..].Clear();
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, Compressed());
        WriteChunk(stream, "IEND"u8, []);
    }

    private int Index(int x, int y, int channel) =>
        (uint)x < (uint)Width && (uint)y < (uint)Height && (uint)channel < (uint)Channels
            ? (((y * Width) + x) * Channels) + channel
            : throw new ArgumentOutOfRangeException(nameof(x), $"There is no pixel ({x}, {y}), channel {channel}, in a picture of {Width}×{Height} with {Channels} channels.");

    // Each row is led by the number of its filter: 0, as it is.
    private byte[] Compressed()
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            int row = Width * Channels;
            for (int y = 0; y < Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(_pixels, y * row, row);
            }
        }

        return memory.ToArray();
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        stream.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB8_8320 & (uint)-(int)(crc & 1));
            }
        }

        return crc;
    }
}
