using System.Globalization;

namespace Espalier;

// What a session saves: parameters, optimizer state, counters, rate, seed and what is frozen.
public abstract unsafe partial class TrainingSession
{
    private int _seed;
    private long _forwards;

    /// <summary>Saves the session between two steps; the file is whole or, where saving fails, what it was before.</summary>
    /// <param name="path">The file, in the safetensors format.</param>
    /// <exception cref="InvalidOperationException">Gradients wait for an Update.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        RequireNoGradients();
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the session to a stream, between two steps, in the safetensors format.</summary>
    /// <param name="stream">A stream that can be written; it stays open.</param>
    /// <exception cref="InvalidOperationException">Gradients wait for an Update.</exception>
    public void Save(Stream stream)
    {
        RequireNoGradients();
        List<KeyValuePair<string, string>> metadata = NetworkParameters.Metadata(_network.Description);
        metadata.Add(new("session.optimizer", OptimizerText()));
        metadata.Add(new("session.rate", _learningRate.ToString("R", CultureInfo.InvariantCulture)));
        metadata.Add(new("session.steps", Steps.ToString(CultureInfo.InvariantCulture)));
        metadata.Add(new("session.forwards", _forwards.ToString(CultureInfo.InvariantCulture)));
        metadata.Add(new("session.seed", _seed.ToString(CultureInfo.InvariantCulture)));
        metadata.Add(new("session.frozen", string.Join('\n', _frozen.Names)));
        metadata.Add(new("session.groups", string.Join('\n', Array.ConvertAll(_groups, GroupText))));
        if (_minimizer is not null)
        {
            metadata.Add(new("session.search", _minimizer.Progress));
        }

        SafetensorsWriter.Write(stream, [.. Slots(Parameters, _memory.State), .. CarriedSlots(out _)], metadata);
    }

    /// <summary>Goes on from a saved session: the steps to come give the same bits as they would have there.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <exception cref="WeightFileException">The file is damaged, or comes from another architecture or optimizer. The session is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Load(new SafetensorsReader(stream, path));
    }

    /// <summary>As <see cref="Load(string)"/>, from a stream, to its end.</summary>
    /// <param name="stream">A stream that can be read; it stays open.</param>
    /// <exception cref="WeightFileException">The content is damaged, or comes from another architecture or optimizer. The session is unchanged.</exception>
    public void Load(Stream stream) => Load(new SafetensorsReader(stream, "stream"));

    private void Load(SafetensorsReader reader)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        string optimizer = Text(reader, "session.optimizer");
        if (optimizer != OptimizerText())
        {
            throw reader.Refused(null, $"the session was trained by {optimizer}; this one is trained by {OptimizerText()}.");
        }

        NetworkParameters parameters = NetworkParameters.Empty(_network.Description);
        var state = new AlignedBuffer(_memory.State.Length);
        List<TensorSlot> slots = [.. Slots(parameters, state), .. CarriedSlots(out AlignedBuffer carried)];
        NetworkParameters.Check(reader, _network.Description, slots, lenient: null);
        string rateText = Text(reader, "session.rate");
        if (!float.TryParse(rateText, NumberStyles.Float, CultureInfo.InvariantCulture, out float rate) || !float.IsFinite(rate) || rate < 0)
        {
            throw reader.Refused(null, $"session.rate is '{rateText}'; expected a number that is not negative.");
        }

        long steps = Number(reader, "session.steps", 0, long.MaxValue - 1);
        long forwards = Number(reader, "session.forwards", 0, long.MaxValue - 1);
        int seed = (int)Number(reader, "session.seed", int.MinValue, int.MaxValue);
        string[] frozen = Text(reader, "session.frozen").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in frozen)
        {
            if (!NamePattern.MatchesAny(name, _network.Description))
            {
                throw reader.Refused(name, $"session.frozen names {SafetensorsHeader.Quote(name)}, which is no trainable tensor of {_network.Description.Name}.");
            }
        }

        ParameterGroup[] groups = Array.ConvertAll(
            Text(reader, "session.groups").Split('\n', StringSplitOptions.RemoveEmptyEntries), text => Group(reader, text));
        string? search = _minimizer is null ? null : Text(reader, "session.search");
        if (search is not null && !_minimizer!.IsProgress(search))
        {
            throw reader.Refused(null, $"session.search is '{SafetensorsHeader.Quote(search)}'; expected iterations, pairs, the newest pair and a length.");
        }

        reader.Fill();

        // From here on nothing fails.
        Parameters.CopyFrom(parameters);
        state.Span.CopyTo(_memory.State.Span);
        Carry(carried);
        LearningRate = rate;
        Steps = steps;
        _forwards = forwards;
        _seed = seed;
        _frozen.Clear();
        foreach (string name in frozen)
        {
            _frozen.Set(name, true);
        }

        Groups = groups;
        if (search is not null)
        {
            _minimizer!.Restore(search);
        }

        _backwards = 0;
        _awaitsBackward = false;
        _hasInputGradient = false;
    }

    private List<TensorSlot> Slots(NetworkParameters parameters, AlignedBuffer state)
    {
        List<TensorSlot> slots = parameters.Slots();
        for (int i = 0; i < Optimizer.StateSlots; i++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"optimizer.{i}.");
            slots.AddRange(NetworkParameters.Slots(_network.Description, state, i * _memory.StateStride, prefix, all: false));
        }

        return slots;
    }

    // The settings as their record writes them, in no particular culture; the rate in force is kept apart.
    private string OptimizerText()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return (Optimizer with { LearningRate = 0 }).ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    // "rate decay pattern", with a dash for the decay that the optimizer says.
    private static string GroupText(ParameterGroup group) => string.Create(
        CultureInfo.InvariantCulture, $"{group.RateFactor:R} {group.WeightDecay?.ToString("R", CultureInfo.InvariantCulture) ?? "-"} {group.Pattern}");

    private ParameterGroup Group(SafetensorsReader reader, string text)
    {
        string[] parts = text.Split(' ', 3);
        bool hasDecay = parts.Length == 3 && parts[1] != "-";
        float decay = 0;
        if (parts.Length < 3
            || !float.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out float rate) || !float.IsFinite(rate) || rate < 0
            || (hasDecay && (!float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out decay) || !float.IsFinite(decay) || decay < 0))
            || !NamePattern.MatchesAny(parts[2], _network.Description))
        {
            throw reader.Refused(null, $"session.groups has the line '{SafetensorsHeader.Quote(text)}'; expected a factor of the rate, a decay or '-', and the name of a trainable tensor or layer of {_network.Description.Name}.");
        }

        return new ParameterGroup(parts[2], rate, hasDecay ? decay : null);
    }

    private void RequireNoGradients()
    {
        if (_backwards != 0)
        {
            throw new InvalidOperationException("Save needs an Update before it: gradients are waiting, and they are not saved.");
        }
    }

    private static string Text(SafetensorsReader reader, string key)
        => reader.Metadata(key) ?? throw reader.Refused(null, $"the metadata has no {key}: the file is not a saved training session.");

    private static long Number(SafetensorsReader reader, string key, long least, long most)
    {
        string text = Text(reader, key);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw reader.Refused(null, $"{key} is '{SafetensorsHeader.Quote(text)}'; expected a whole number from {least} to {most}.");
    }
}
