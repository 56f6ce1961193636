using System.Globalization;

namespace Espalier;

/// <summary>Sizes of tensors: their products and how messages write them.</summary>
internal static class Shapes
{
    internal static int Length(ReadOnlySpan<int> shape)
    {
        int length = 1;
        foreach (int size in shape)
        {
            length = checked(length * size);
        }

        return length;
    }

    /// <summary>The shape of the only one, or "image 1×28×28 + hints 3".</summary>
    internal static string Text(ReadOnlySpan<NamedShape> shapes)
    {
        string text = "";
        foreach (NamedShape shape in shapes)
        {
            text += shapes.Length == 1 ? Text(shape.Shape) : (text.Length == 0 ? "" : " + ") + shape.Name + " " + Text(shape.Shape);
        }

        return text;
    }

    /// <summary>30×24×24, and "a single value" for a shape without dimensions.</summary>
    internal static string Text(ReadOnlySpan<int> shape)
    {
        Span<long> sizes = stackalloc long[shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            sizes[i] = shape[i];
        }

        return Text(sizes);
    }

    /// <inheritdoc cref="Text(ReadOnlySpan{int})"/>
    internal static string Text(ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            return "a single value";
        }

        var sizes = new string[shape.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = shape[i].ToString(CultureInfo.InvariantCulture);
        }

        return string.Join('×', sizes);
    }
}
