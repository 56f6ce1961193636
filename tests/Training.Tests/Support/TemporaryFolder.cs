using System.Buffers.Binary;
using System.IO.Compression;

namespace Espalier.Training.Tests;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("espalier-");

    public string Path => _folder.FullName;

    public DataFolder Data => DataFolder.Find(Path)!;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, ReadOnlySpan<byte> bytes, bool compress = false)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, compress ? GZip(bytes) : bytes);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The bytes of an IDX file.</summary>
    public static byte[] Idx(int[] shape, ReadOnlySpan<byte> data, int type = 0x08)
    {
        byte[] bytes = new byte[4 + (4 * shape.Length) + data.Length];
        bytes[2] = (byte)type;
        bytes[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), shape[i]);
        }

        data.CopyTo(bytes.AsSpan(4 + (4 * shape.Length)));
        return bytes;
    }

    public static byte[] GZip(ReadOnlySpan<byte> bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return memory.ToArray();
    }
}
