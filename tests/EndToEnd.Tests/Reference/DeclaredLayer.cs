using System.Reflection;

namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>One line of a declaration, read by reflection: the reference knows the networks without the compiler's help.</summary>
public sealed class DeclaredLayer
{
    private readonly Dictionary<string, object?> _options = new(StringComparer.Ordinal);

    private DeclaredLayer(CustomAttributeData attribute)
    {
        Kind = KindOf(attribute.AttributeType);
        TypeArgument = attribute.AttributeType.IsGenericType ? attribute.AttributeType.GenericTypeArguments[0] : null;
        ParameterInfo[] parameters = attribute.Constructor.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            _options.Add(parameters[i].Name!, Plain(attribute.ConstructorArguments[i]));
        }

        foreach (CustomAttributeNamedArgument argument in attribute.NamedArguments)
        {
            _options.Add(argument.MemberName, argument.TypedValue.Value);
        }
    }

    public string Kind { get; }

    /// <summary>The type between angle brackets; null where there is none.</summary>
    public Type? TypeArgument { get; }

    /// <summary>Its <c>Name</c>, else its kind and number.</summary>
    public string Name { get; private set; } = "";

    public string? From => _options.GetValueOrDefault("From") as string;

    public bool IsFrozen => _options.GetValueOrDefault("Frozen") is true;

    /// <summary>The prefix of its tensors in files.</summary>
    public string Key => _options.GetValueOrDefault("Key") as string
        ?? (Kind == "Shortcut" && !_options.ContainsKey("Name") ? "downsample" : Name.ToLowerInvariant());

    /// <summary>The lines of a network; of the one that it stands for, where blocks were written out by hand.</summary>
    public static IReadOnlyList<DeclaredLayer> Of(Type network)
    {
        network = network.GetCustomAttribute<WrittenOutAttribute>()?.Network ?? network;
        DeclaredLayer[] layers =
        [
            .. network.GetCustomAttributesData()
                .Where(attribute => attribute.AttributeType.IsSubclassOf(typeof(LayerAttribute)))
                .Select(attribute => new DeclaredLayer(attribute)),
        ];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (DeclaredLayer layer in layers)
        {
            string prefix = layer.Kind.EndsWith("1D", StringComparison.Ordinal) || layer.Kind.EndsWith("2D", StringComparison.Ordinal) ? layer.Kind[..^2] : layer.Kind;
            prefix = prefix.EndsWith("Pool", StringComparison.Ordinal) ? "Pool" : prefix.EndsWith("Positions", StringComparison.Ordinal) ? "Positions" : prefix;
            prefix = prefix == "MultiHeadAttention" ? "Attention" : prefix;
            bool isLoss = ReferenceLosses.Find(layer.Kind) is not null;
            prefix = isLoss ? "Loss" : prefix;
            counts[prefix] = counts.GetValueOrDefault(prefix) + 1;
            layer.Name = layer._options.GetValueOrDefault("Name") as string
                ?? (layer.Kind is "Tap" or "Output" ? layer.Text("name") : (isLoss || layer.Kind is "Input" or "Tokens") && counts[prefix] == 1 ? prefix : prefix + counts[prefix]);
        }

        return layers;
    }

    /// <summary>The name by which a kind of layer is written.</summary>
    public static string KindOf(Type attribute) => attribute.Name.Split('`')[0][..^"Attribute".Length];

    /// <summary>Whether an option has a value that it does not have by itself.</summary>
    public bool Sets(ParameterInfo option) =>
        _options.TryGetValue(option.Name!, out object? value)
        && (!option.HasDefaultValue || value switch
        {
            Array list => list.Length > 0,
            null => false,
            Enum member => Convert.ToInt32(member) != Convert.ToInt32(option.DefaultValue),
            _ => !value.Equals(option.DefaultValue),
        });

    public bool Has(string option) => _options.ContainsKey(option);

    public int Int(string option) => (int)_options[option]!;

    /// <summary>One number, or one for each axis.</summary>
    public int[] Ints(string option) => _options[option] switch
    {
        int number => [number],
        int[] numbers => numbers,
        _ => [],
    };

    /// <summary>Vertical and horizontal.</summary>
    public (int Y, int X) Pair(string option, int unset) => Ints(option) switch
    {
        [] or [0] => (unset, unset),
        [var both] => (both, both),
        [var y, var x] => (y, x),
        _ => throw new InvalidOperationException(Name + ": " + option + " is not one or two numbers."),
    };

    /// <summary>Padding in numbers or by a rule; a sequence is an image of one row.</summary>
    public (int Top, int Bottom, int Left, int Right) Padding(Batch input, (int Y, int X) kernel, (int Y, int X) stride, (int Y, int X) dilation)
    {
        int extentY = (kernel.Y - 1) * dilation.Y + 1, extentX = (kernel.X - 1) * dilation.X + 1;
        bool isSequence = input.Shape.Length == 2;
        switch (_options["padding"])
        {
            case Espalier.Padding.Causal:
                return (0, 0, extentX - 1, 0);
            case Espalier.Padding.Same:
                int vertical = Total(input.Height, stride.Y, extentY), horizontal = Total(input.Width, stride.X, extentX);
                return (vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
        }

        return Ints("padding") switch
        {
            [] => default,
            [var all] => isSequence ? (0, 0, all, all) : (all, all, all, all),
            [var y, var x] => isSequence ? (0, 0, y, x) : (y, y, x, x),
            [var top, var bottom, var left, var right] => (top, bottom, left, right),
            _ => throw new InvalidOperationException(Name + ": padding is not one, two or four numbers."),
        };

        // As many outputs as positions that a stride reaches: the least padding with which the kernel fits there.
        static int Total(int size, int stride, int extent) => Math.Max((size - 1) / stride * stride + extent - size, 0);
    }

    /// <summary>Vertical and horizontal sizes; along a sequence, one row high.</summary>
    public (int Y, int X) Pair(string option, int unset, Batch input) =>
        input.Shape.Length == 2 ? (1, Pair(option, unset).X) : Pair(option, unset);

    public double Number(string option) => (float)_options[option]!;

    /// <summary>Numbers; none where the option is not set.</summary>
    public double[] Numbers(string option) => _options.GetValueOrDefault(option) is float[] numbers ? Array.ConvertAll(numbers, number => (double)number) : [];
    public float[] Floats(string option) => (float[])_options[option]!;

    public bool Flag(string option) => (bool)_options[option]!;

    public string Text(string option) => (string)_options[option]!;

    /// <summary>The names that an option gives; none where the layer has no such option or it is not set.</summary>
    public string[] Names(string option) => _options.GetValueOrDefault(option) is null ? [] : Texts(option);

    /// <summary>Whether an option is that member of an enum.</summary>
    public bool Is(string option, Enum member) => Convert.ToInt32(_options[option]) == Convert.ToInt32(member);

    public string[] Texts(string option) => _options[option] as string[] ?? [Text(option)];

    public Rounding Rounding => (Rounding)Int("rounding");

    private static object? Plain(CustomAttributeTypedArgument argument) => argument.ArgumentType.IsEnum
        ? Enum.ToObject(argument.ArgumentType, argument.Value!)
        : argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> list
        ? Plain([.. list.Select(item => item.Value)])
        : argument.Value;

    private static object Plain(object?[] list) =>
        list.Length > 0 && list.All(item => item is string) ? Array.ConvertAll(list, item => (string)item!)
        : list.Length > 0 && list.All(item => item is float) ? Array.ConvertAll(list, item => (float)item!)
        : Array.ConvertAll(list, item => (int)item!);
}
