using System.Buffers.Binary;
using System.Text.Json;

namespace Espalier;

/// <summary>
/// The header of a safetensors file: eight bytes with the length of a JSON object, and the object, which gives each
/// tensor its type, shape and bytes, and a map of texts. Everything in it is distrusted.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the reference implementation accepts, in bytes.</summary>
    private const long MaximumLength = 100_000_000;

    private const string MetadataName = "__metadata__";

    private readonly string _file;

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>The tensors in the order of their bytes, which follow each other without gap or overlap.</summary>
    internal List<SafetensorsEntry> Entries { get; } = [];

    internal Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes of all tensors together.</summary>
    internal long DataLength { get; private set; }

    /// <summary>Reads and checks a header; leaves the stream at the first byte of data.</summary>
    internal static SafetensorsHeader Read(Stream stream, string file)
    {
        var header = new SafetensorsHeader(file);
        byte[] json = header.ReadText(stream);
        try
        {
            header.Parse(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw header.Damaged(null, $"the header is not what safetensors asks for: {exception.Message}", exception);
        }

        header.CheckBytes();
        if (stream.CanSeek && stream.Length - stream.Position != header.DataLength)
        {
            throw header.Damaged(null, $"{stream.Length - stream.Position} bytes follow the header; its tensors need {header.DataLength}.");
        }

        return header;
    }

    /// <summary>A name in a message: a hostile one may be long.</summary>
    internal static string Quote(string name) => name.Length <= 100 ? name : name[..100] + "…";

    private byte[] ReadText(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        int read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read < prefix.Length)
        {
            throw Damaged(null, $"{read} bytes; a safetensors file has at least 8.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaximumLength)
        {
            throw Damaged(null, $"the header claims {length} bytes; expected 2 to {MaximumLength}. Is it a safetensors file?");
        }

        if (stream.CanSeek && (long)length > stream.Length - stream.Position)
        {
            throw Damaged(null, $"the header claims {length} bytes, but {stream.Length - stream.Position} follow.");
        }

        // Memory grows with what is really there, not with what is claimed.
        var text = new byte[Math.Min((int)length, 64 * 1024)];
        int filled = 0;
        while (true)
        {
            int got = stream.ReadAtLeast(text.AsSpan(filled), text.Length - filled, throwOnEndOfStream: false);
            filled += got;
            if (filled < text.Length)
            {
                throw Damaged(null, $"the header claims {length} bytes, but the file ends after {filled}.");
            }

            if (filled == (int)length)
            {
                return text;
            }

            Array.Resize(ref text, (int)Math.Min((long)length, 2L * text.Length));
        }
    }

    private void Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        while (NextProperty(ref reader, out string name))
        {
            if (!names.Add(name))
            {
                throw Damaged(name, $"the header names {Quote(name)} twice.");
            }

            if (name == MetadataName)
            {
                ParseMetadata(ref reader);
            }
            else
            {
                Entries.Add(ParseEntry(ref reader, name));
            }
        }

        // Reads what follows, which may only be white space.
        reader.Read();
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object as metadata");
        while (NextProperty(ref reader, out string key))
        {
            Expect(ref reader, JsonTokenType.String, "a text as metadata");
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw Damaged(null, $"the metadata name {Quote(key)} twice.");
            }
        }
    }

    private SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"an object for tensor {Quote(name)}");
        while (NextProperty(ref reader, out string key))
        {
            bool repeated = false;
            switch (key)
            {
                case "dtype":
                    repeated = type is not null;
                    Expect(ref reader, JsonTokenType.String, $"a text as dtype of tensor {Quote(name)}");
                    type = reader.GetString();
                    break;
                case "shape":
                    repeated = shape is not null;
                    shape = ParseNumbers(ref reader, name, key);
                    break;
                case "data_offsets":
                    repeated = offsets is not null;
                    offsets = ParseNumbers(ref reader, name, key);
                    break;
                default:
                    reader.Skip();
                    break;
            }

            if (repeated)
            {
                throw Damaged(name, $"tensor {Quote(name)} has its {key} twice.");
            }
        }

        if (type is null || shape is null || offsets is null)
        {
            throw Damaged(name, $"tensor {Quote(name)} lacks its {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        }

        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw Damaged(name, $"the data_offsets of tensor {Quote(name)} are [{string.Join(", ", offsets)}]; expected a beginning and an end that is not before it.");
        }

        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private long[] ParseNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"an array as {key} of tensor {Quote(name)}");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Damaged(name, $"the {key} of tensor {Quote(name)} hold something else than whole numbers from 0 to {long.MaxValue}.");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private void CheckBytes()
    {
        Entries.Sort((left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Begin != DataLength)
            {
                throw Damaged(entry.Name, $"tensor {Quote(entry.Name)} begins at byte {entry.Begin}; expected {DataLength}, where the tensor before it ends.");
            }

            int size = SafetensorsEntry.ElementSize(entry.Type);
            if (size != 0)
            {
                UInt128 bytes = (UInt128)size;
                foreach (long dimension in entry.Shape)
                {
                    bytes = bytes > long.MaxValue ? bytes : bytes * (UInt128)dimension;
                }

                if (bytes != (UInt128)(entry.End - entry.Begin) && !HasZero(entry))
                {
                    throw Damaged(entry.Name, $"tensor {Quote(entry.Name)} takes {entry.End - entry.Begin} bytes; {Shapes.Text(entry.Shape)} of {entry.Type} needs {(bytes > long.MaxValue ? "more than any file has" : bytes.ToString())}.");
                }
            }

            DataLength = entry.End;
        }

        static bool HasZero(SafetensorsEntry entry) => Array.IndexOf(entry.Shape, 0L) >= 0 && entry.Begin == entry.End;
    }

    private bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            name = "";
            return false;
        }

        Expect(ref reader, JsonTokenType.PropertyName, "a name");
        name = reader.GetString()!;
        reader.Read();
        return true;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Damaged(null, $"the header has {reader.TokenType} at byte {reader.TokenStartIndex}; expected {what}.");
        }
    }

    private WeightFileException Damaged(string? tensor, string problem, Exception? inner = null) => new(_file, tensor, problem, inner);
}
