namespace Espalier.Training;

/// <summary>Writes a run to its checkpoint, and brings it back.</summary>
internal sealed class RunKeeper(Checkpoint checkpoint, FitState state, Callback[] callbacks, string settings)
{
    /// <summary>Makes the folder, and throws before any training where the file could not be written after it.</summary>
    /// <exception cref="IOException">The folder or the file cannot be written.</exception>
    internal void Prepare()
    {
        string full = Path.GetFullPath(checkpoint.Path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (Directory.Exists(full))
            {
                throw new IOException("a folder has that name.");
            }

            new FileStream($"{full}.{Path.GetRandomFileName()}.tmp", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint cannot be written to {full}: {failure.Message}", failure);
        }
    }

    /// <summary>Brings back session, place and history, where that is wanted and there is a file.</summary>
    internal CheckpointFile? Resume()
    {
        if (!checkpoint.Resume || !File.Exists(checkpoint.Path))
        {
            return null;
        }

        CheckpointFile file = CheckpointFile.Load(checkpoint.Path);
        file.Read("settings", reader =>
        {
            string saved = reader.ReadString();
            if (saved != settings)
            {
                throw file.Refused($"the run was on {saved}; this one is on {settings}");
            }
        });
        for (int i = 0; i < callbacks.Length; i++)
        {
            if (!file.Has(Section(i)))
            {
                throw file.Refused($"the run had no callback {i + 1} of type {callbacks[i].GetType().Name}");
            }
        }

        try
        {
            state.Session.Load(file.Open("session"));
        }
        catch (WeightFileException other)
        {
            throw file.Refused($"the session in it does not fit: {other.Message.TrimEnd('.')}", other);
        }

        file.Read("state", state.Load);
        file.Read("history", state.History.Load);
        return file;
    }

    internal void LoadCallbacks(CheckpointFile file)
    {
        for (int i = 0; i < callbacks.Length; i++)
        {
            file.Read(Section(i), callbacks[i].Load);
        }
    }

    internal void OnStep()
    {
        if (checkpoint.EverySteps is long every && state.Step % every == 0)
        {
            Save();
        }
    }

    internal void OnEpochEnd(bool isLast)
    {
        if (isLast || state.Epoch % checkpoint.EveryEpochs == 0)
        {
            Save();
        }
    }

    internal void Save()
    {
        var file = new CheckpointFile(checkpoint.Path);
        file.Add("settings", writer => writer.Write(settings));
        file.Add("session", state.Session.Save);
        file.Add("state", state.Save);
        file.Add("history", state.History.Save);
        for (int i = 0; i < callbacks.Length; i++)
        {
            file.Add(Section(i), callbacks[i].Save);
        }

        file.Save();
    }

    private string Section(int callback) => $"callback {callback + 1} {callbacks[callback].GetType().Name}";
}
