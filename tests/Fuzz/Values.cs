using System.Globalization;
using System.Reflection;

namespace Espalier.Fuzz;

/// <summary>Draws arguments of attributes as source text.</summary>
/// <param name="random">Where the draws come from.</param>
/// <param name="names">Names of lines so far, for what reads them.</param>
internal sealed class Values(Random random, IReadOnlyList<string> names)
{
    private static readonly int[] Usual = [1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8, 10, 12, 16, 17, 33];

    private static readonly string[] Numbers = ["0.1f", "0.5f", "1f", "2f", "1e-3f", "0.25f", "0.9f", "1e-5f"];

    private static readonly string[] Integers =
        ["0", "-1", "-7", "int.MaxValue", "int.MinValue", "65536", "100000", "1 << 30", "46341", "'a'", "(byte)3", "2 * 3", "1 / 0", "unchecked(int.MaxValue + 2)"];

    private static readonly string[] AbsurdNumbers =
        ["float.NaN", "float.PositiveInfinity", "float.NegativeInfinity", "-0f", "0f", "1e38f", "-1e38f", "1e-45f", "-0.5f", "1.5f", "3", "float.MaxValue"];

    private static readonly string[] Texts =
    [
        "null", "\"\"", "\" \"", "\"a b\"", "\"class\"", "\"1x\"", "\"Net\"", "\"Predict\"", "\"Session\"", "\"Weight\"", "\"größe\"", "\"layer.0\"", "\"{0}\"",
        "\"</summary>\"", "\"\\\"\\\"\\\"\\\"\\\"\\\"\"", "\"\\n\"", "\"\\0\"", "\"\\ud800\"", "\"*/\"", "\"Conv1\"", "\"Dense1\"", "\"Equals\"", "\"value\"", "\"_\"", "\"@int\"",
        "nameof(System)", "\"part\"", "\"input\"", "\"output\"", "\"" + "very" + new string('y', 300) + "\"", "\"$(rm)\"", "\"Plan\"", "\"_0\"", "\"a_b\"", "\"aB\"", "\"AB\"", "\"Tensors\"", "\"Dense1Tensors\"", "\"dense1_weight\"", "\"pixels\"", "\"count\"",
    ];

    /// <summary>An attribute without brackets.</summary>
    /// <param name="type">The attribute.</param>
    /// <param name="isAbsurd">Whether values are drawn that cannot be meant.</param>
    public string Attribute(Type type, bool isAbsurd)
    {
        ConstructorInfo[] constructors = type.GetConstructors();
        ConstructorInfo constructor = constructors[random.Next(constructors.Length)];
        List<string> arguments = [];
        bool mustName = false;
        foreach (ParameterInfo parameter in constructor.GetParameters())
        {
            if (parameter.IsOptional && random.Next(isAbsurd ? 2 : 4) > 0)
            {
                mustName = true;
                continue;
            }

            if (parameter.IsDefined(typeof(ParamArrayAttribute)))
            {
                for (int i = random.Next(3); i > 0; i--)
                {
                    arguments.Add(Value(parameter.ParameterType.GetElementType()!, isAbsurd));
                }

                continue;
            }

            arguments.Add((mustName || random.Next(4) == 0 ? parameter.Name + ": " : "") + Value(parameter.ParameterType, isAbsurd));
            mustName |= arguments[^1].Contains(": ", StringComparison.Ordinal);
        }

        foreach (PropertyInfo property in Catalogue.Properties(type).Where(_ => random.Next(isAbsurd ? 12 : 24) == 0))
        {
            arguments.Add($"{property.Name} = {Property(property, isAbsurd)}");
        }

        if (isAbsurd && random.Next(20) == 0)
        {
            arguments.Add(Pick("kernel: 3", "5", "units: \"a\"", "Nothing = 1", "From", "", "new object()", "[1, , 2]"));
        }

        string generic = type.IsGenericTypeDefinition ? $"<{TypeArgument(type, isAbsurd)}>" : "";
        return Catalogue.Name(type) + generic + (arguments.Count > 0 ? "(" + string.Join(", ", arguments) + ")" : "");
    }

    private string Property(PropertyInfo property, bool isAbsurd) => property.Name switch
    {
        nameof(LayerAttribute.Name) when !isAbsurd => $"\"{Pick("Head", "Side", "body", "x", "y", "Out")}{random.Next(9).ToString(CultureInfo.InvariantCulture)}\"",
        nameof(LayerAttribute.Key) when !isAbsurd => $"\"{Pick("a", "b.0", "features.1", "c.d.e")}{random.Next(9).ToString(CultureInfo.InvariantCulture)}\"",
        nameof(UseAttribute<object>.Repeat) when !isAbsurd => Pick("1", "2", "3"),
        _ => Value(property.PropertyType, isAbsurd),
    };

    private string TypeArgument(Type type, bool isAbsurd)
    {
        if (isAbsurd && random.Next(4) == 0)
        {
            return Pick("int", "string", "Swish", "Sums", "Half", "Animal", "Nothing", "Net", "Piece", "object", "System.DayOfWeek", "int[]", "");
        }

        return Catalogue.Name(type) switch
        {
            "Elementwise" => "Swish",
            "Custom" => "Sums",
            "Loss" => "Half",
            "Use" => Pick("Piece", "Own"),
            _ => type.GetGenericArguments()[0].GetGenericParameterConstraints().Contains(typeof(Enum)) ? "Animal" : Pick("Swish", "Sums", "Half"),
        };
    }

    private string Value(Type type, bool isAbsurd)
    {
        if (isAbsurd && random.Next(25) == 0)
        {
            return Value(Pick(typeof(int), typeof(string), typeof(float), typeof(int[]), typeof(Axis), typeof(bool)), isAbsurd: true);
        }

        bool isStrange = isAbsurd && random.Next(3) == 0;
        if (type.IsArray)
        {
            if (isStrange && random.Next(2) == 0)
            {
                return Pick("null", "[]", "[0]", "[1, 2, 3, 4, 5, 6, 7, 8, 9]", "new int[0]", "default", "[null]", "new[] { 1, 2 }");
            }

            int length = type.GetElementType() == typeof(int) ? 1 + random.Next(3) : 1 + random.Next(5);
            return "[" + string.Join(", ", Enumerable.Range(0, length).Select(_ => Value(type.GetElementType()!, isAbsurd))) + "]";
        }

        if (type.IsEnum)
        {
            string[] members = Enum.GetNames(type);
            return isStrange ? $"({type.Name})({Pick("17", "-1", "99")})" : $"{type.Name}.{Pick(members)}";
        }

        return type switch
        {
            _ when type == typeof(int) => isStrange ? Pick(Integers) : Usual[random.Next(Usual.Length)].ToString(CultureInfo.InvariantCulture),
            _ when type == typeof(long) => isStrange ? Pick("long.MinValue", "long.MaxValue", "-1") : Pick("1", "1000", "1000000"),
            _ when type == typeof(float) || type == typeof(double) => isStrange ? Pick(AbsurdNumbers) : Pick(Numbers),
            _ when type == typeof(bool) => Pick("true", "false"),
            _ when type == typeof(string) => isStrange || names.Count == 0 ? Pick(Texts) : $"\"{names[random.Next(names.Count)]}\"",
            _ => isStrange ? Pick("null", "1.5", "typeof(int)", "\"a\"", "'c'", "long.MaxValue") : Pick("1", "2", "4", "true", "0.5f"),
        };
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
