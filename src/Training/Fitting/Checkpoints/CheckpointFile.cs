using System.Security.Cryptography;

namespace Espalier.Training;

/// <summary>Named sections of bytes with a digest at the end, so that a file that is not whole is known as such.</summary>
internal sealed class CheckpointFile
{
    private const int DigestLength = 32;
    private const int MostSections = 1000;

    private readonly string _path;
    private readonly List<(string Name, byte[] Bytes)> _sections = [];

    internal CheckpointFile(string path) => _path = path;

    private static ReadOnlySpan<byte> Signature => "ESPFIT01"u8;

    internal void Add(string name, Action<Stream> write)
    {
        using var memory = new MemoryStream();
        write(memory);
        _sections.Add((name, memory.ToArray()));
    }

    internal void Add(string name, Action<BinaryWriter> write) => Add(name, stream =>
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        write(writer);
    });

    internal Stream Open(string name) => new MemoryStream(Find(name), writable: false);

    internal void Read(string name, Action<BinaryReader> read)
    {
        using var reader = new BinaryReader(Open(name));
        try
        {
            read(reader);
        }
        catch (EndOfStreamException exception)
        {
            throw Refused($"the part '{name}' is shorter than expected", exception);
        }

        if (reader.BaseStream.Position != reader.BaseStream.Length)
        {
            throw Refused($"the part '{name}' is longer than expected");
        }
    }

    internal bool Has(string name) => _sections.Exists(section => section.Name == name);

    internal void Save() => AtomicFile.Write(_path, stream =>
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Signature);
            writer.Write(_sections.Count);
            foreach ((string name, byte[] bytes) in _sections)
            {
                writer.Write(name);
                writer.Write(bytes.Length);
                writer.Write(bytes);
            }
        }

        byte[] all = content.ToArray();
        stream.Write(all);
        stream.Write(SHA256.HashData(all));
    });

    /// <exception cref="InvalidDataException">The file is no checkpoint, or not whole.</exception>
    internal static CheckpointFile Load(string path)
    {
        var file = new CheckpointFile(path);
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < Signature.Length + DigestLength || !bytes.AsSpan().StartsWith(Signature))
        {
            throw file.Refused("the file is no checkpoint of a run, or only the beginning of one");
        }

        ReadOnlySpan<byte> content = bytes.AsSpan(..^DigestLength);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
        {
            throw file.Refused($"the file of {bytes.Length} bytes is damaged or not whole: its digest does not fit");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Signature.Length, content.Length - Signature.Length));
        int count = reader.ReadInt32();
        if (count is < 0 or > MostSections)
        {
            throw file.Refused($"the file claims {count} parts");
        }

        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            file._sections.Add((name, reader.ReadBytes(reader.ReadInt32())));
        }

        return file;
    }

    internal InvalidDataException Refused(string problem, Exception? inner = null) => new($"{_path}: {problem}.", inner);

    private byte[] Find(string name) => _sections.Find(section => section.Name == name).Bytes ?? throw Refused($"there is no part '{name}'");
}
