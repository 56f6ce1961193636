using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;

namespace Espalier.Generator.Support;

/// <summary>
/// Writes indented source. Lines end in <c>\n</c> and numbers are invariant on every machine, so that the same network
/// gives the same bytes.
/// </summary>
/// <param name="cancellation">Stops the writing at the next line: whoever writes need not look at it.</param>
internal sealed class SourceWriter(CancellationToken cancellation = default)
{
    private const int IndentSize = 4;

    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>An empty line. It carries no indentation.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>A line, or several where the text holds line breaks; each is indented.</summary>
    public void Line(string text)
    {
        cancellation.ThrowIfCancellationRequested();
        int start = 0;
        while (true)
        {
            int end = text.IndexOf('\n', start);
            int stop = end < 0 ? text.Length : end;
            int length = stop > start && text[stop - 1] == '\r' ? stop - start - 1 : stop - start;
            if (length > 0)
            {
                _text.Append(' ', _indent * IndentSize).Append(text, start, length);
            }

            _text.Append('\n');
            if (end < 0)
            {
                return;
            }

            start = end + 1;
        }
    }

    /// <summary>A line from an interpolated string, its numbers invariant.</summary>
    public void Line(InvariantString text) => Line(text.ToString());

    /// <summary>Opens a block: the header, a brace, and one more step of indentation until it is disposed.</summary>
    /// <example><code>using (writer.Block("partial class Net")) { … }</code></example>
    public Scope Block(string header)
    {
        Line(header);
        return Block();
    }

    /// <summary>Opens a block under a header from an interpolated string.</summary>
    public Scope Block(InvariantString header) => Block(header.ToString());

    /// <summary>Opens a block without a header.</summary>
    public Scope Block()
    {
        Line("{");
        _indent++;
        return new Scope(this, "}");
    }

    /// <summary>Indents the lines until it is disposed, without braces.</summary>
    public Scope Indented()
    {
        _indent++;
        return new Scope(this, null);
    }

    public override string ToString() => _text.ToString();

    /// <summary>An open block; disposing it closes the block.</summary>
    internal readonly struct Scope(SourceWriter writer, string? end) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            if (end is not null)
            {
                writer.Line(end);
            }
        }
    }
}

/// <summary>An interpolated string whose numbers are written by <see cref="Invariant"/>, with no regard to the culture.</summary>
[InterpolatedStringHandler]
internal readonly ref struct InvariantString
{
    private readonly StringBuilder _text;

    public InvariantString(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 8));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted<T>(T value) => _text.Append(Invariant.Text(value));

    public void AppendFormatted<T>(T value, string format)
        where T : IFormattable => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted<T>(T value, int alignment)
    {
        string text = Invariant.Text(value);
        _text.Append(alignment < 0 ? text.PadRight(-alignment) : text.PadLeft(alignment));
    }

    public override string ToString() => _text.ToString();

    /// <summary>The text of an interpolated string: <c>InvariantString.Text($"{n:N0} bytes")</c>.</summary>
    public static string Text(InvariantString text) => text.ToString();
}
