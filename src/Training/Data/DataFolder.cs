namespace Espalier.Training;

/// <summary>
/// Where the data lie: a folder with one subfolder per data set, <c>mnist/</c>, <c>cifar10/</c>,
/// <c>tinyshakespeare/</c>. The user names it by an argument or by the environment variable
/// <see cref="Variable"/>; nothing is searched or downloaded.
/// </summary>
public sealed class DataFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "ESPALIER_DATA";

    private DataFolder(string path, string origin)
    {
        Path = path;
        Origin = origin;
    }

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Who named the folder, for messages: the argument or the environment variable.</summary>
    public string Origin { get; }

    /// <summary>The folder that the argument names, else the one that <see cref="Variable"/> names, else null.</summary>
    /// <param name="argument">A path, or null or empty to ask the environment.</param>
    /// <returns>The folder, or null where nobody named one.</returns>
    /// <exception cref="DirectoryNotFoundException">A folder is named but is not there.</exception>
    public static DataFolder? Find(string? argument = null)
    {
        if (!string.IsNullOrEmpty(argument))
        {
            return Open(argument, "the argument");
        }

        string? variable = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(variable) ? null : Open(variable, $"the environment variable {Variable}");
    }

    /// <summary>The path of a data set's subfolder, which need not exist.</summary>
    /// <param name="name">The subfolder, such as <c>mnist</c>.</param>
    public string Subfolder(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static DataFolder Open(string path, string origin)
    {
        string full = System.IO.Path.GetFullPath(path);
        return Directory.Exists(full)
            ? new DataFolder(full, origin)
            : throw new DirectoryNotFoundException($"There is no folder '{full}', which {origin} names; expected a folder that holds mnist/, cifar10/ or other data sets.");
    }
}
