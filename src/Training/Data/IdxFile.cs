using System.Buffers.Binary;
using System.IO.Compression;

namespace Espalier.Training;

/// <summary>
/// An array of bytes in the IDX format of the MNIST data, plain or compressed by gzip (told by content, not by name):
/// two zero bytes, the element type (0x08: unsigned bytes, the only one read here), the number of dimensions, each
/// dimension as a big-endian 32-bit integer, then the elements, row by row.
/// </summary>
public sealed class IdxFile
{
    private const int UnsignedByte = 0x08;
    private const int FirstPiece = 1 << 20;

    private IdxFile(string path, int[] shape, byte[] data)
    {
        Path = path;
        Shape = shape;
        Data = data;
    }

    /// <summary>Where the file was read from.</summary>
    public string Path { get; }

    /// <summary>The dimensions, outermost first: [images, rows, columns] or [labels].</summary>
    public int[] Shape { get; }

    /// <summary>The elements, the last dimension running fastest.</summary>
    public byte[] Data { get; }

    /// <summary>Reads a file whole and checks it: magic number, dimensions, nothing missing, nothing left over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">The number of dimensions that it must have, 1 to 255.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not what it should be; the message names the file, what is wrong, and what was expected and found.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 255);
        using FileStream file = File.OpenRead(path);
        if (!IsCompressed(file))
        {
            return Read(file, path, dimensions);
        }

        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return Read(unpacked, path, dimensions);
    }

    private static bool IsCompressed(FileStream file)
    {
        bool compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return compressed;
    }

    private static IdxFile Read(Stream stream, string path, int dimensions)
    {
        byte[] header = new byte[4 + (4 * dimensions)];
        int read = Fill(stream, path, header);
        if (read >= 4 && (header[0] != 0 || header[1] != 0 || header[2] != UnsignedByte || header[3] != dimensions))
        {
            uint found = BinaryPrimitives.ReadUInt32BigEndian(header);
            throw new InvalidDataException($"{path}: magic number: expected 0x{(UnsignedByte << 8) | dimensions:X8} (IDX, unsigned bytes, {dimensions} {(dimensions == 1 ? "dimension" : "dimensions")}), found 0x{found:X8}.");
        }

        if (read < header.Length)
        {
            throw new InvalidDataException($"{path}: truncated: expected a header of {header.Length} bytes, found {read}.");
        }

        int[] shape = new int[dimensions];
        long length = 1;
        for (int i = 0; i < dimensions; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * i)));
            length = shape[i] > 0 ? length * shape[i] : -1;
            if (length < 0 || length > Array.MaxLength)
            {
                throw new InvalidDataException($"{path}: dimension {i + 1}: expected 1 or more and at most {Array.MaxLength} bytes in all, found {shape[i]}.");
            }
        }

        byte[] data = ReadElements(stream, path, (int)length, shape);
        return Fill(stream, path, header.AsSpan(0, 1)) == 0
            ? new IdxFile(path, shape, data)
            : throw new InvalidDataException($"{path}: trailing bytes: expected the end of the data after {Text(shape)} = {length} bytes, found more.");
    }

    // Memory grows with what is there, not with what a damaged header promises.
    private static byte[] ReadElements(Stream stream, string path, int length, int[] shape)
    {
        byte[] data = new byte[Math.Min(length, FirstPiece)];
        int filled = 0;
        while (true)
        {
            filled += Fill(stream, path, data.AsSpan(filled));
            if (filled < data.Length)
            {
                throw new InvalidDataException($"{path}: truncated: expected {Text(shape)} = {length} bytes after the header, found {filled}.");
            }

            if (filled == length)
            {
                return data;
            }

            Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
        }
    }

    private static int Fill(Stream stream, string path, Span<byte> destination)
    {
        try
        {
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{path}: the gzip data are damaged: {damaged.Message}", damaged);
        }
    }

    private static string Text(int[] shape) => string.Join('×', shape);
}
