namespace Espalier;

/// <summary>One tensor as the header of a safetensors file announces it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type of its elements, such as F32.</param>
/// <param name="Shape">The sizes, not negative; none for a single value.</param>
/// <param name="Begin">The first byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Begin, long End)
{
    /// <summary>Bytes of an element; 0 for a type that is not known here.</summary>
    internal static int ElementSize(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };

    /// <summary>True for the types that can be read as parameters.</summary>
    internal bool IsReal => Type is "F64" or "F32" or "F16" or "BF16";

    internal bool HasShape(ReadOnlySpan<int> shape)
    {
        if (shape.Length != Shape.Length)
        {
            return false;
        }

        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] != Shape[i])
            {
                return false;
            }
        }

        return true;
    }
}
