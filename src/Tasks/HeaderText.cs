using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Espalier.Tasks;

/// <summary>
/// The header of a weight file as text, one fact a line, with tabs between the parts: <c>espalier-weights 1</c>, then
/// <c>name</c>, <c>resource</c> where the app carries the file, <c>problem</c> where it cannot be read, or else
/// <c>metadata</c> and <c>tensor</c> lines. Backslash, tab and line ends inside a text are escaped.
/// </summary>
internal static class HeaderText
{
    /// <summary>The first line.</summary>
    public const string FirstLine = "espalier-weights 1";

    /// <summary>What the compiler asks of a file's origin; other metadata stay in the file.</summary>
    private static readonly string[] Origin = ["fingerprint", "format", "network", "version"];

    /// <param name="name">What classes call the file.</param>
    /// <param name="resource">The resource that holds it in the app; empty where none does.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="problem">Why it cannot be used; null where it can.</param>
    public static string Write(string name, string resource, Func<Stream> open, out string? problem)
    {
        var text = new StringBuilder();
        Line(FirstLine);
        Line("name", name);
        if (resource.Length > 0)
        {
            Line("resource", resource);
        }

        problem = null;
        try
        {
            using Stream stream = open();
            SafetensorsHeader header = SafetensorsHeader.Read(stream);
            foreach (string key in Origin.Where(header.Metadata.ContainsKey))
            {
                Line("metadata", key, header.Metadata[key]);
            }

            foreach (SafetensorsHeader.Tensor tensor in header.Tensors)
            {
                Line("tensor", tensor.Name, tensor.Type, string.Join(" ", tensor.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture))));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problem = exception.Message;
            Line("problem", problem);
        }

        return text.ToString();

        void Line(params string[] parts) => text.Append(string.Join("\t", parts.Select(Escape))).Append('\n');
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\u2028", "\\u2028").Replace("\u2029", "\\u2029").Replace("\u0085", "\\u0085");
}
