namespace Espalier;

/// <summary>A weight file is damaged, or belongs to something else. Nothing has been loaded from it.</summary>
public sealed class WeightFileException : IOException
{
    internal WeightFileException(string file, string? tensor, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner)
    {
        File = file;
        Tensor = tensor;
    }

    /// <summary>The path, or "stream" or "bytes" where there is none.</summary>
    public string File { get; }

    /// <summary>The name of the tensor at fault; null where it is the file as a whole.</summary>
    public string? Tensor { get; }
}
