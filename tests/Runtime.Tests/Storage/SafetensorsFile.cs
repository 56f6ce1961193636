using System.Buffers.Binary;
using System.Text;

namespace Espalier.Runtime.Tests.Storage;

/// <summary>Builds safetensors files, right ones and wrong ones, from their header's text.</summary>
internal static class SafetensorsFile
{
    internal static byte[] Build(string header, int dataLength) => Build(header, new byte[dataLength]);

    internal static byte[] Build(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        data.CopyTo(file, 8 + text.Length);
        return file;
    }

    /// <summary>A file with the three tensors of ScalarNet, in the given type.</summary>
    internal static byte[] Scalar(string type, Action<double, Span<byte>> write, int size, string more = "")
    {
        string header = $$"""
            {"dense.weight":{"dtype":"{{type}}","shape":[2,3],"data_offsets":[0,{{6 * size}}]},
             "dense.bias":{"dtype":"{{type}}","shape":[2],"data_offsets":[{{6 * size}},{{8 * size}}]},
             "dense.seen":{"dtype":"{{type}}","shape":[1],"data_offsets":[{{8 * size}},{{9 * size}}]}{{more}} }
            """;
        var data = new byte[9 * size + (more.Length > 0 ? 8 : 0)];
        for (int i = 0; i < 9; i++)
        {
            write((i - 4) * 0.5, data.AsSpan(i * size));
        }

        return Build(header, data);
    }
}
