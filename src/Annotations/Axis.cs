namespace Espalier;

/// <summary>An axis of a sample. An image has channels, rows and columns, a sequence steps and features, a vector features.</summary>
public enum Axis
{
    /// <summary>The channels of an image: PyTorch's dimension 1, the samples counted as 0.</summary>
    Channels,

    /// <summary>The features of a vector or of the steps of a sequence. The same as <see cref="Channels"/>.</summary>
    Features = Channels,

    /// <summary>The rows of an image: PyTorch's dimension 2.</summary>
    Rows,

    /// <summary>The columns of an image: PyTorch's dimension 3.</summary>
    Columns,

    /// <summary>The steps of a sequence.</summary>
    Steps,
}
