namespace Espalier;

/// <summary>Files that are replaced whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes beside the file, brings it to the disk and only then takes the file's name. Where anything fails, the
    /// old file stands and nothing is left behind; what a writer that was killed has left goes with the next write.
    /// </summary>
    /// <param name="path">The file to replace or make.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="wrap">What stands between the writer and the file, to inject faults.</param>
    internal static void Write(string path, Action<Stream> write, Func<Stream, Stream>? wrap = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        RemoveLeftovers(target);
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            // Held until it has its name, so that nobody takes it for a leftover; Windows renames it all the same.
            using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
            write(wrap is null ? file : wrap(file));
            file.Flush(flushToDisk: true);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void RemoveLeftovers(string target)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, "*.tmp"))
            {
                ReadOnlySpan<char> name = path.AsSpan(0, path.Length - ".tmp".Length);
                if (name.Length == target.Length + ".xxxxxxxx.xxx".Length && name.StartsWith(target) && name[target.Length] == '.' && name[^4] == '.')
                {
                    Remove(path);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed may still be written to; if not, writing says so.
        }
    }

    private static void Remove(string leftover)
    {
        try
        {
            // A writer that is still at work does not share it.
            new FileStream(leftover, FileMode.Open, FileAccess.Read, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
