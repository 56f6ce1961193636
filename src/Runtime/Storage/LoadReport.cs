namespace Espalier;

/// <summary>
/// Given to a load, it makes the load lenient: tensors may be missing, which then start as in a new network, and others
/// left over; both are listed here. What is loaded must fit all the same.
/// </summary>
public sealed class LoadReport
{
    /// <summary>The network's tensors that the file does not have.</summary>
    public IReadOnlyList<string> Missing { get; internal set; } = [];

    /// <summary>The file's tensors that the network does not have.</summary>
    public IReadOnlyList<string> LeftOver { get; internal set; } = [];

    /// <summary>True where nothing is missing and nothing is left over.</summary>
    public bool IsExact => Missing.Count == 0 && LeftOver.Count == 0;
}
