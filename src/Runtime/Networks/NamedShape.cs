namespace Espalier;

/// <summary>An input or an output of a network: its name in the declaration and its shape per sample.</summary>
public sealed class NamedShape
{
    private readonly int[] _shape;

    /// <summary>Names a shape.</summary>
    /// <param name="name">The name, as parameters of generated methods bear it.</param>
    /// <param name="shape">[features], [steps, features], or [channels, height, width].</param>
    /// <exception cref="ArgumentException">The name is empty, or a size is below 1.</exception>
    public NamedShape(string name, int[] shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        Name = name;
        _shape = [.. shape];
        Length = Shapes.Length(shape);
    }

    /// <summary>The name in the declaration.</summary>
    public string Name { get; }

    /// <summary>The shape per sample: [features], [steps, features], or [channels, height, width].</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Floats in a sample.</summary>
    public int Length { get; }
}
