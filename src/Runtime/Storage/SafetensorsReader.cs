using System.Buffers.Binary;

namespace Espalier;

/// <summary>
/// Reads tensors from a safetensors file. Sizes are compared with what is expected before memory is taken; the caller
/// gives blocks that nobody uses yet, so that a file refused in the middle has changed nothing.
/// </summary>
internal sealed class SafetensorsReader
{
    private readonly Stream _stream;
    private readonly string _file;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, TensorSlot> _slots = new(StringComparer.Ordinal);
    private readonly byte[] _chunk = new byte[64 * 1024];

    internal SafetensorsReader(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _file = file;
        _header = SafetensorsHeader.Read(stream, file);
    }

    /// <summary>Reads what <paramref name="bytes"/> hold.</summary>
    internal static unsafe void Use(ReadOnlySpan<byte> bytes, Action<SafetensorsReader> use)
    {
        fixed (byte* start = bytes)
        {
            using Stream stream = bytes.IsEmpty ? new MemoryStream([]) : new UnmanagedMemoryStream(start, bytes.Length);
            use(new SafetensorsReader(stream, "bytes"));
        }
    }

    /// <summary>What the file holds, in the order of its bytes.</summary>
    internal IReadOnlyList<SafetensorsEntry> Entries => _header.Entries;

    /// <summary>All texts of the metadata.</summary>
    internal IReadOnlyDictionary<string, string> AllMetadata => _header.Metadata;

    /// <summary>A text of the metadata, or null.</summary>
    internal string? Metadata(string key) => _header.Metadata.GetValueOrDefault(key);

    internal WeightFileException Refused(string? tensor, string problem) => new(_file, tensor, problem);

    /// <summary>Compares names, shapes and types with the slots, which <see cref="Fill"/> then fills.</summary>
    /// <param name="owner">Whose tensors they are, for messages.</param>
    /// <param name="slots">Where the tensors go.</param>
    /// <param name="lenient">Where given, takes what is missing and left over; otherwise both are refused.</param>
    internal void Match(string owner, IReadOnlyList<TensorSlot> slots, LoadReport? lenient)
    {
        foreach (TensorSlot slot in slots)
        {
            _slots.Add(slot.Name, slot);
        }

        CheckNames(owner, lenient);
        foreach (SafetensorsEntry entry in _header.Entries)
        {
            if (_slots.TryGetValue(entry.Name, out TensorSlot? slot))
            {
                Check(owner, entry, slot);
            }
        }
    }

    /// <summary>Reads the whole file into the slots.</summary>
    internal void Fill()
    {
        foreach (SafetensorsEntry entry in _header.Entries)
        {
            if (_slots.TryGetValue(entry.Name, out TensorSlot? slot))
            {
                slot.Set(ReadValues(entry, slot.Tensor.Length));
            }
            else
            {
                Skip(entry);
            }
        }

        if (_stream.Read(_chunk, 0, 1) != 0)
        {
            throw Refused(null, $"bytes follow the last tensor, which ends at {_header.DataLength}.");
        }
    }

    private void CheckNames(string owner, LoadReport? lenient)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        var leftOver = new List<string>();
        foreach (SafetensorsEntry entry in _header.Entries)
        {
            present.Add(entry.Name);
            if (!_slots.ContainsKey(entry.Name) && !IsIgnored(entry.Name))
            {
                leftOver.Add(entry.Name);
            }
        }

        var missing = new List<string>();
        foreach (string name in _slots.Keys)
        {
            if (!present.Contains(name))
            {
                missing.Add(name);
            }
        }

        if (lenient is not null)
        {
            lenient.Missing = missing;
            lenient.LeftOver = leftOver;
        }
        else if (missing.Count > 0 || leftOver.Count > 0)
        {
            throw Refused(
                missing.Count > 0 ? missing[0] : leftOver[0],
                $"the tensors are not those of {owner}. Missing: {List(missing)}. Left over: {List(leftOver)}.");
        }
    }

    private void Check(string owner, SafetensorsEntry entry, TensorSlot slot)
    {
        if (!entry.HasShape(slot.Tensor.Shape))
        {
            throw Refused(entry.Name, $"tensor {entry.Name} is {Shapes.Text(entry.Shape)}; {owner} expects {Shapes.Text(slot.Tensor.Shape)}.");
        }

        if (!entry.IsReal)
        {
            throw Refused(entry.Name, $"tensor {entry.Name} has elements of {SafetensorsHeader.Quote(entry.Type)}; {owner} expects F32, F64, F16 or BF16.");
        }
    }

    private float[] ReadValues(SafetensorsEntry entry, int length)
    {
        var values = new float[length];
        int size = SafetensorsEntry.ElementSize(entry.Type);
        int perChunk = _chunk.Length / size;
        for (int start = 0; start < length; start += perChunk)
        {
            int count = Math.Min(perChunk, length - start);
            Span<byte> bytes = _chunk.AsSpan(0, count * size);
            ReadBytes(bytes, entry);
            Convert(bytes, values.AsSpan(start, count), entry);
        }

        return values;
    }

    private void Convert(ReadOnlySpan<byte> bytes, Span<float> values, SafetensorsEntry entry)
    {
        switch (entry.Type)
        {
            case "F32":
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]);
                }

                break;
            case "F16":
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..]);
                }

                break;
            case "BF16":
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]) << 16);
                }

                break;
            default:
                for (int i = 0; i < values.Length; i++)
                {
                    double value = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]);
                    values[i] = (float)value;
                    if (double.IsFinite(value) && !float.IsFinite(values[i]))
                    {
                        throw Refused(entry.Name, $"tensor {entry.Name} holds {value:R}, beyond the largest float.");
                    }
                }

                break;
        }
    }

    private void Skip(SafetensorsEntry entry)
    {
        long length = entry.End - entry.Begin;
        while (length > 0)
        {
            int count = (int)Math.Min(length, _chunk.Length);
            ReadBytes(_chunk.AsSpan(0, count), entry);
            length -= count;
        }
    }

    private void ReadBytes(Span<byte> bytes, SafetensorsEntry entry)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Refused(entry.Name, $"the file ends inside tensor {SafetensorsHeader.Quote(entry.Name)}.");
        }
    }

    // PyTorch's batch norms count their batches; nothing here reads the count.
    private static bool IsIgnored(string name) => name == "num_batches_tracked" || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private static string List(List<string> names)
    {
        const int Shown = 5;
        if (names.Count == 0)
        {
            return "none";
        }

        string text = string.Join(", ", names.GetRange(0, Math.Min(Shown, names.Count)).ConvertAll(SafetensorsHeader.Quote));
        return names.Count <= Shown ? text : $"{text} and {names.Count - Shown} more";
    }
}
