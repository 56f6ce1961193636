namespace Espalier;

/// <summary>A box of a <see cref="NetworkDiagram"/>: layers that run as one, an input, an output or a loss.</summary>
public sealed class DiagramNode
{
    private readonly int[] _inputs;

    /// <summary>Describes a box.</summary>
    /// <param name="title">Its first line: the layer and its size.</param>
    /// <param name="also">Layers that end its kernel; empty where there are none.</param>
    /// <param name="result">What comes out: the shape, and the number of parameters.</param>
    /// <param name="role">What kind of layer it is, which the colour shows.</param>
    /// <param name="inputs">The positions of the boxes that it reads, all before its own.</param>
    public DiagramNode(string title, string also, string result, DiagramRole role, params int[] inputs)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(also);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(inputs);
        Title = title;
        Also = also;
        Result = result;
        Role = role;
        _inputs = [.. inputs];
    }

    /// <summary>The layer and its size: <c>Conv1 5×5</c>.</summary>
    public string Title { get; }

    /// <summary>Layers that end its kernel: <c>BatchNorm1, ReLU1</c>; empty where there are none.</summary>
    public string Also { get; }

    /// <summary>What comes out: <c>30×24×24 · 780 parameters</c>.</summary>
    public string Result { get; }

    /// <summary>What kind of layer it is.</summary>
    public DiagramRole Role { get; }

    /// <summary>The positions of the boxes that it reads.</summary>
    public ReadOnlySpan<int> Inputs => _inputs;

    /// <summary>The lines of text in the box.</summary>
    internal IEnumerable<string> Lines
    {
        get
        {
            yield return Title;
            if (Also.Length > 0)
            {
                yield return Also;
            }

            if (Result.Length > 0)
            {
                yield return Result;
            }
        }
    }
}

/// <summary>What kind of layer a <see cref="DiagramNode"/> is.</summary>
public enum DiagramRole
{
    /// <summary>Anything else: a change of shape, a dropout.</summary>
    Other,

    /// <summary>An input.</summary>
    Input,

    /// <summary>A layer with weights.</summary>
    Weights,

    /// <summary>A norm.</summary>
    Norm,

    /// <summary>An activation.</summary>
    Activation,

    /// <summary>Pooling or another window without weights.</summary>
    Pooling,

    /// <summary>A layer that joins lines.</summary>
    Join,

    /// <summary>A loss.</summary>
    Loss,

    /// <summary>What prediction gives.</summary>
    Output,
}
