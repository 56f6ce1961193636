using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Espalier;

/// <summary>Writes tensors as a safetensors file, as F32, in PyTorch's order.</summary>
internal static class SafetensorsWriter
{
    internal static void Write(Stream stream, IReadOnlyList<TensorSlot> slots, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteHeader(stream, slots, metadata);
        var chunk = new byte[64 * 1024];
        foreach (TensorSlot slot in slots)
        {
            var values = new float[slot.Tensor.Length];
            slot.Get(values);
            for (int start = 0; start < values.Length; start += chunk.Length / sizeof(float))
            {
                int count = Math.Min(chunk.Length / sizeof(float), values.Length - start);
                for (int i = 0; i < count; i++)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(i * sizeof(float)), values[start + i]);
                }

                stream.Write(chunk, 0, count * sizeof(float));
            }
        }

        stream.Flush();
    }

    private static void WriteHeader(Stream stream, IReadOnlyList<TensorSlot> slots, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (TensorSlot slot in slots)
            {
                long end = offset + (long)slot.Tensor.Length * sizeof(float);
                WriteEntry(json, slot, offset, end);
                offset = end;
            }

            json.WriteEndObject();
        }

        // The data start on a multiple of eight bytes; spaces fill up.
        text.Write("        "u8[..((8 - text.WrittenCount % 8) % 8)]);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.WrittenCount);
        stream.Write(prefix);
        stream.Write(text.WrittenSpan);
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorSlot slot, long begin, long end)
    {
        json.WriteStartObject(slot.Name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        foreach (int size in slot.Tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
