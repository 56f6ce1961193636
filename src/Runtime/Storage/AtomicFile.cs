namespace Espalier;

/// <summary>Files that are replaced whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes beside the file, brings it to the disk and only then takes the file's name. Where anything fails, the
    /// old file stands and nothing is left behind.
    /// </summary>
    /// <param name="path">The file to replace or make.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="wrap">What stands between the writer and the file, to inject faults.</param>
    internal static void Write(string path, Action<Stream> write, Func<Stream, Stream>? wrap = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(wrap is null ? file : wrap(file));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
