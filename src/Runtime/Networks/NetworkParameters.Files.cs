using System.Globalization;

namespace Espalier;

public sealed partial class NetworkParameters
{
    private const string Format = "espalier";
    private const int FormatVersion = 1;

    /// <summary>Saves the parameters; the file is whole or, where saving fails, what it was before.</summary>
    /// <param name="path">The file, in the safetensors format, with names and layouts as PyTorch has them.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the parameters to a stream, in the safetensors format.</summary>
    /// <param name="stream">A stream that can be written; it stays open.</param>
    public void Save(Stream stream) => SafetensorsWriter.Write(stream, Slots(), Metadata(Description));

    /// <summary>The parameters in the safetensors format.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Save(stream);
        return stream.ToArray();
    }

    /// <summary>Reads parameters from a safetensors file; F16, BF16 and F64 are converted.</summary>
    /// <param name="description">The network that they belong to.</param>
    /// <param name="path">The file.</param>
    /// <param name="lenient">Where given, tensors may be missing or left over, and are listed in it.</param>
    /// <exception cref="WeightFileException">The file is damaged, or holds something else than the network's tensors.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NetworkParameters Load(NetworkDescription description, string path, LoadReport? lenient = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(description, new SafetensorsReader(stream, path), lenient);
    }

    /// <summary>Reads parameters from a stream in the safetensors format, to its end.</summary>
    /// <param name="description">The network that they belong to.</param>
    /// <param name="stream">A stream that can be read; it stays open.</param>
    /// <param name="lenient">Where given, tensors may be missing or left over, and are listed in it.</param>
    /// <exception cref="WeightFileException">The content is damaged, or holds something else than the network's tensors.</exception>
    public static NetworkParameters Load(NetworkDescription description, Stream stream, LoadReport? lenient = null)
        => Read(description, new SafetensorsReader(stream, "stream"), lenient);

    /// <summary>Reads parameters from bytes in the safetensors format.</summary>
    /// <param name="description">The network that they belong to.</param>
    /// <param name="bytes">All bytes of a file, as an embedded resource gives them.</param>
    /// <param name="lenient">Where given, tensors may be missing or left over, and are listed in it.</param>
    /// <exception cref="WeightFileException">The bytes are damaged, or hold something else than the network's tensors.</exception>
    public static NetworkParameters Load(NetworkDescription description, ReadOnlySpan<byte> bytes, LoadReport? lenient = null)
    {
        NetworkParameters? parameters = null;
        SafetensorsReader.Use(bytes, reader => parameters = Read(description, reader, lenient));
        return parameters!;
    }

    /// <summary>What every file says of itself.</summary>
    internal static List<KeyValuePair<string, string>> Metadata(NetworkDescription description) =>
    [
        new("format", Format),
        new("version", FormatVersion.ToString(CultureInfo.InvariantCulture)),
        new("network", description.Name),
        new("fingerprint", description.Fingerprint),
    ];

    /// <summary>
    /// Refuses a file whose tensors, format or architecture are not the expected ones. Files of others name another
    /// format or none: names and shapes alone decide on those.
    /// </summary>
    internal static void Check(SafetensorsReader reader, NetworkDescription description, IReadOnlyList<TensorSlot> slots, LoadReport? lenient)
    {
        bool own = reader.Metadata("format") == Format;
        string? version = reader.Metadata("version");
        if (own && version != FormatVersion.ToString(CultureInfo.InvariantCulture))
        {
            throw reader.Refused(null, $"the file has version {version ?? "none"} of the format; expected {FormatVersion}.");
        }

        reader.Match(description.Name, slots, lenient);
        string? fingerprint = reader.Metadata("fingerprint");
        if (own && lenient is null && fingerprint != description.Fingerprint)
        {
            throw reader.Refused(null, $"the file holds {reader.Metadata("network")} (architecture {fingerprint}); expected {description.Name} (architecture {description.Fingerprint}).");
        }
    }

    /// <summary>The tensors under their own names, or with something before them.</summary>
    internal List<TensorSlot> Slots() => Slots(Description, Buffer, 0, "", all: true);

    /// <summary>The tensors of a block that has the layout of a network's values.</summary>
    internal static List<TensorSlot> Slots(NetworkDescription description, AlignedBuffer buffer, int start, string prefix, bool all)
    {
        var slots = new List<TensorSlot>();
        foreach (TensorInfo tensor in description.Tensors)
        {
            if (all || tensor.Trainable)
            {
                slots.Add(new TensorSlot(prefix + tensor.Name, tensor, buffer, start));
            }
        }

        return slots;
    }

    private static NetworkParameters Read(NetworkDescription description, SafetensorsReader reader, LoadReport? lenient)
    {
        // What a lenient load finds missing starts as in a new network.
        NetworkParameters parameters = lenient is null ? Empty(description) : new NetworkParameters(description);
        Check(reader, description, parameters.Slots(), lenient);
        reader.Fill();
        parameters.Touch();
        return parameters;
    }
}
