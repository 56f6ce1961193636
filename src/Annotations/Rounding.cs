namespace Espalier;

/// <summary>What to do where a kernel's steps do not divide the size that they walk over.</summary>
public enum Rounding
{
    /// <summary>An error if any input would go unread.</summary>
    Exact,

    /// <summary>Round the output size down, as PyTorch does: the last rows or columns may go unread.</summary>
    Floor,

    /// <summary>Round the output size up (pooling only): the last window may hang over the edge.</summary>
    Ceiling,
}
