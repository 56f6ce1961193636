using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>One tensor of a file: its kind in the file ("F32", "I64"), its shape, and its bytes.</summary>
public sealed record StoredTensor(string Kind, int[] Shape, byte[] Bytes)
{
    public int Length => Shape.Aggregate(1, (product, size) => product * size);

    public static StoredTensor Of(int[] shape, ReadOnlySpan<float> values) => new("F32", shape, MemoryMarshal.AsBytes(values).ToArray());

    public float[] Floats() => Kind == "F32"
        ? MemoryMarshal.Cast<byte, float>(Bytes).ToArray()
        : throw new InvalidOperationException("A tensor of " + Kind + " is not one of F32.");

    public long[] Integers() => Kind == "I64"
        ? MemoryMarshal.Cast<byte, long>(Bytes).ToArray()
        : throw new InvalidOperationException("A tensor of " + Kind + " is not one of I64.");
}

/// <summary>
/// The safetensors format, read and written by the tests themselves: what the runtime reads and writes is compared
/// with it.
/// </summary>
public sealed class SafetensorsFile
{
    public Dictionary<string, StoredTensor> Tensors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public static SafetensorsFile Parse(ReadOnlySpan<byte> bytes)
    {
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        ReadOnlySpan<byte> data = bytes[(8 + length)..];
        var file = new SafetensorsFile();
        using JsonDocument header = JsonDocument.Parse(bytes.Slice(8, length).ToArray());
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                foreach (JsonProperty pair in entry.Value.EnumerateObject())
                {
                    file.Metadata.Add(pair.Name, pair.Value.GetString()!);
                }

                continue;
            }

            int start = entry.Value.GetProperty("data_offsets")[0].GetInt32();
            int end = entry.Value.GetProperty("data_offsets")[1].GetInt32();
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            file.Tensors.Add(entry.Name, new StoredTensor(entry.Value.GetProperty("dtype").GetString()!, shape, data[start..end].ToArray()));
        }

        return file;
    }

    public byte[] ToBytes()
    {
        var header = new StringBuilder("{\"__metadata__\":").Append(JsonSerializer.Serialize(Metadata));
        var data = new MemoryStream();
        foreach ((string name, StoredTensor tensor) in Tensors)
        {
            long start = data.Length;
            data.Write(tensor.Bytes);
            header.Append(CultureInfo.InvariantCulture, $",{JsonSerializer.Serialize(name)}:{{\"dtype\":\"{tensor.Kind}\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{start},{data.Length}]}}");
        }

        header.Append('}').Append(' ', -(header.Length + 1) & 7);
        byte[] text = Encoding.UTF8.GetBytes(header.ToString());
        byte[] bytes = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        data.ToArray().CopyTo(bytes, 8 + text.Length);
        return bytes;
    }
}
