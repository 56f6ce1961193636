using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Espalier;

/// <summary>
/// Inputs of whole numbers: tokens and lengths. Memory holds them as floats, which are exact up to 2²⁴; here they are
/// checked and converted at the edge.
/// </summary>
internal static class WholeNumbers
{
    /// <summary>The greatest number of tokens that floats tell apart.</summary>
    internal const int LargestVocabulary = 1 << 24;

    /// <exception cref="ArgumentOutOfRangeException">A number is outside the range of the input.</exception>
    internal static void Check<T>(NamedShape shape, ReadOnlySpan<T> values, string argument)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            long value = long.CreateSaturating(values[i]);
            if ((ulong)(value - shape.Least) > (ulong)(shape.Most - shape.Least))
            {
                Refuse(shape, i, value.ToString(CultureInfo.InvariantCulture), value, argument);
            }
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">A number is not whole, or outside the range of the input.</exception>
    internal static void Check(NamedShape shape, ReadOnlySpan<float> values, string argument)
    {
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            if (!(value >= shape.Least && value <= shape.Most && value == (int)value))
            {
                Refuse(shape, i, value.ToString(CultureInfo.InvariantCulture), value, argument);
            }
        }
    }

    /// <summary>Converts numbers that were checked.</summary>
    internal static void Take<T>(ReadOnlySpan<T> values, Span<float> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = int.CreateTruncating(values[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refuse(NamedShape shape, int index, string text, object value, string argument)
    {
        (int sample, int position) = Math.DivRem(index, shape.Length);
        string place = shape.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"position {position} of ");
        string expected = shape.Vocabulary > 0
            ? string.Create(CultureInfo.InvariantCulture, $"a token from 0 to {shape.Most}: the vocabulary has {shape.Vocabulary}")
            : string.Create(CultureInfo.InvariantCulture, $"a length from {shape.Least} to {shape.Most} steps");
        throw new ArgumentOutOfRangeException(argument, value, string.Create(CultureInfo.InvariantCulture, $"{argument} holds {text} at {place}sample {sample}; expected {expected}."));
    }
}
