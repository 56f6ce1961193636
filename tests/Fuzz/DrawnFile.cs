using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Espalier.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Fuzz;

/// <summary>
/// A weight file beside a declaration. It stands in a comment of the source, so that a failure is one text and is made
/// shorter like any other: <c>//weights net.safetensors 16 {"dense1.bias":…}</c>, with the bytes that follow the header.
/// </summary>
/// <param name="Name">The path by which the project lists it.</param>
/// <param name="Length">How many bytes follow the header.</param>
/// <param name="Header">Its text, JSON where nothing is wrong with it.</param>
internal sealed record DrawnFile(string Name, int Length, string Header)
{
    private const string Mark = "//weights ";

    /// <summary>The resource by which the assembly carries it.</summary>
    public string Resource => "Espalier.Weights/" + Name;

    /// <summary>The files of a source.</summary>
    public static DrawnFile[] Of(string source) => [.. source.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(Read).OfType<DrawnFile>()];

    /// <summary>The comment.</summary>
    public override string ToString() => Mark + string.Create(CultureInfo.InvariantCulture, $"{Name} {Length} {Header}");

    /// <summary>The file itself; its weights are zero.</summary>
    public byte[] ToBytes()
    {
        byte[] header = Encoding.UTF8.GetBytes(Header), file = new byte[8 + header.Length + Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    /// <summary>What the build hands to the compiler.</summary>
    public AdditionalText ToText() => new HeaderLines(Name + ".espalier-weights.txt", HeaderText.Write(Name, Resource, () => new MemoryStream(ToBytes()), out _));

    private static DrawnFile? Read(string line) => line[Mark.Length..].Split(' ', 3) is [var name, var length, var header] && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes < 10_000_000
        ? new DrawnFile(name, bytes, header)
        : null;

    private sealed class HeaderLines(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }
}
