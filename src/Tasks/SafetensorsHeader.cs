using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Espalier.Tasks;

/// <summary>
/// The header of a safetensors file: eight bytes with the length of a JSON object, and the object, which gives each
/// tensor its type, shape and bytes, and a map of texts. Everything in it is distrusted: what is wrong is an
/// <see cref="InvalidDataException"/> that says so.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the reference implementation accepts, in bytes.</summary>
    private const long MaximumLength = 100_000_000;

    private const string MetadataName = "__metadata__";

    /// <summary>The tensors in the order of their bytes.</summary>
    public List<Tensor> Tensors { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads and checks the header at the beginning of a stream that can be sought.</summary>
    /// <exception cref="InvalidDataException">It is no sound header, or the file is shorter or longer than it says.</exception>
    public static SafetensorsHeader Read(Stream stream)
    {
        byte[] json = ReadText(stream);
        var header = new SafetensorsHeader();
        try
        {
            JsonGrammar.Check(json);
            var quotas = new XmlDictionaryReaderQuotas { MaxDepth = 8, MaxStringContentLength = int.MaxValue, MaxNameTableCharCount = int.MaxValue, MaxBytesPerRead = int.MaxValue, MaxArrayLength = int.MaxValue };
            using XmlDictionaryReader reader = JsonReaderWriterFactory.CreateJsonReader(json, quotas);
            header.Parse(XElement.Load(reader));
        }
        catch (Exception exception) when (exception is XmlException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"the header is no sound JSON: {exception.Message.TrimEnd('.')}.", exception);
        }

        header.CheckBytes(stream.Length - 8 - json.Length);
        return header;
    }

    private static byte[] ReadText(Stream stream)
    {
        if (stream.Length < 8)
        {
            throw new InvalidDataException($"the file has {stream.Length} bytes; a safetensors file has at least 8.");
        }

        var prefix = new byte[8];
        Fill(stream, prefix);
        ulong length = 0;
        for (int i = 0; i < prefix.Length; i++)
        {
            length |= (ulong)prefix[i] << (8 * i);
        }

        if (length is < 2 or > MaximumLength)
        {
            throw new InvalidDataException($"the header claims {length} bytes; expected 2 to {MaximumLength}. Is it a safetensors file?");
        }

        if ((long)length > stream.Length - 8)
        {
            throw new InvalidDataException($"the header claims {length} bytes, but {stream.Length - 8} follow.");
        }

        var text = new byte[(int)length];
        Fill(stream, text);
        return text;
    }

    private static void Fill(Stream stream, byte[] bytes)
    {
        for (int filled = 0; filled < bytes.Length;)
        {
            int read = stream.Read(bytes, filled, bytes.Length - filled);
            filled += read > 0 ? read : throw new InvalidDataException("the file became shorter while it was read.");
        }
    }

    private void Parse(XElement root)
    {
        Expect(root, "object", "the header");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (XElement entry in root.Elements())
        {
            string name = NameOf(entry);
            if (!names.Add(name))
            {
                throw new InvalidDataException($"the header names {Quote(name)} twice.");
            }

            if (name == MetadataName)
            {
                ParseMetadata(entry);
            }
            else
            {
                Tensors.Add(ParseTensor(entry, name));
            }
        }
    }

    private void ParseMetadata(XElement metadata)
    {
        Expect(metadata, "object", "the metadata");
        foreach (XElement text in metadata.Elements())
        {
            Expect(text, "string", $"the metadata {Quote(NameOf(text))}");
            Metadata[NameOf(text)] = text.Value;
        }
    }

    private static Tensor ParseTensor(XElement entry, string name)
    {
        Expect(entry, "object", $"tensor {Quote(name)}");
        XElement type = Member("dtype"), shape = Member("shape"), offsets = Member("data_offsets");
        Expect(type, "string", $"the dtype of tensor {Quote(name)}");
        long[] sizes = Numbers(shape, name), range = Numbers(offsets, name);
        return range.Length == 2 && range[0] <= range[1]
            ? new Tensor(name, type.Value, sizes, range[0], range[1])
            : throw new InvalidDataException($"the data_offsets of tensor {Quote(name)} are [{Text(range)}]; expected a beginning and an end that is not before it.");

        XElement Member(string member)
        {
            XElement[] found = entry.Elements().Where(element => NameOf(element) == member).ToArray();
            return found.Length == 1 ? found[0] : throw new InvalidDataException($"tensor {Quote(name)} has {(found.Length == 0 ? "no" : "more than one")} {member}.");
        }
    }

    private static long[] Numbers(XElement array, string name)
    {
        string what = $"the {NameOf(array)} of tensor {Quote(name)}";
        Expect(array, "array", what);
        return array.Elements().Select(Number).ToArray();

        long Number(XElement element) =>
            (string?)element.Attribute("type") == "number" && long.TryParse(element.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new InvalidDataException($"{what} holds {Quote(element.Value)}; expected whole numbers from 0 to {long.MaxValue}.");
    }

    // The tensors follow each other from the first byte to the last, without gap or overlap.
    private void CheckBytes(long available)
    {
        Tensors.Sort((left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        long end = 0;
        foreach (Tensor tensor in Tensors)
        {
            if (tensor.Begin != end)
            {
                throw new InvalidDataException($"tensor {Quote(tensor.Name)} begins at byte {tensor.Begin}; expected {end}, where the tensor before it ends.");
            }

            decimal bytes = tensor.Bytes;
            if (bytes >= 0 && bytes != tensor.End - tensor.Begin)
            {
                throw new InvalidDataException($"tensor {Quote(tensor.Name)} takes {tensor.End - tensor.Begin} bytes; [{Text(tensor.Shape)}] of {tensor.Type} needs {(bytes > long.MaxValue ? "more than any file has" : bytes.ToString(CultureInfo.InvariantCulture))}.");
            }

            end = tensor.End;
        }

        if (end != available)
        {
            throw new InvalidDataException($"{available} bytes follow the header; its tensors need {end}.");
        }
    }

    // The JSON reader keeps a name that is no name of XML in an attribute.
    private static string NameOf(XElement element) => (string?)element.Attribute("item") ?? element.Name.LocalName;

    private static void Expect(XElement element, string type, string what)
    {
        string actual = (string?)element.Attribute("type") ?? "string";
        if (actual != type)
        {
            throw new InvalidDataException($"{what} is of type {actual}; expected {type}.");
        }
    }

    /// <summary>A text in a message: a hostile one may be long, or more than one line.</summary>
    private static string Quote(string text)
    {
        var visible = new StringBuilder();
        foreach (char letter in text.Take(100))
        {
            visible.Append(char.IsControl(letter) ? '?' : letter);
        }

        return text.Length <= 100 ? visible.ToString() : visible + "…";
    }

    private static string Text(long[] numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What the header says of a tensor.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Type">The type of its elements, such as F32.</param>
    /// <param name="Shape">The sizes, not negative; none for a single value.</param>
    /// <param name="Begin">The first byte, counted from the end of the header.</param>
    /// <param name="End">The byte after the last.</param>
    internal sealed class Tensor(string name, string type, long[] shape, long begin, long end)
    {
        public string Name { get; } = name;

        public string Type { get; } = type;

        public long[] Shape { get; } = shape;

        public long Begin { get; } = begin;

        public long End { get; } = end;

        /// <summary>Bytes that type and shape ask for; negative for a type that is not known here.</summary>
        public decimal Bytes => ElementSize < 0 ? -1 : Shape.Contains(0) ? 0 : Shape.Aggregate((decimal)ElementSize, (bytes, size) => bytes > long.MaxValue ? bytes : bytes * size);

        private int ElementSize => Type switch
        {
            "F64" or "I64" or "U64" => 8,
            "F32" or "I32" or "U32" => 4,
            "F16" or "BF16" or "I16" or "U16" => 2,
            "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
            _ => -1,
        };
    }
}
