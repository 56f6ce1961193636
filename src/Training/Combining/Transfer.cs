namespace Espalier.Training;

/// <summary>
/// Weights from one network into another by the names of their tensors: what was learnt on one task as the beginning
/// of the next. The head, whose classes differ, is left out and starts as declared.
/// </summary>
/// <example><code>
/// Transfer.Load("digits0to4.safetensors", net.Parameters, except: ["Dense2"]);
/// using var session = net.StartTraining(new Adam(1e-3f), batchSize: 32);
/// session.Freeze("Conv1");
/// </code></example>
public static class Transfer
{
    /// <summary>Reads tensors from a file; other tensors stay as they are, and on an error all do.</summary>
    /// <param name="path">A safetensors file of another network.</param>
    /// <param name="to">Parameters of the new network.</param>
    /// <param name="except">Layers and tensors that are left out.</param>
    /// <returns>The names of the tensors that were taken over.</returns>
    /// <exception cref="WeightFileException">The file is damaged, or a tensor has another shape; leave it out then.</exception>
    /// <exception cref="ArgumentException">The file has no tensor that is wanted.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Load(string path, NetworkParameters to, params string[] except)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(except);
        using FileStream stream = File.OpenRead(path);
        var reader = new SafetensorsReader(stream, path);
        NetworkParameters copy = to.Copy();
        HashSet<string> present = [.. reader.Entries.Select(entry => entry.Name)];
        List<TensorSlot> slots = copy.Slots().FindAll(slot => present.Contains(slot.Name) && !IsExcepted(slot.Tensor, except));
        if (slots.Count == 0)
        {
            throw new ArgumentException($"{path} has no tensor that {to.Description.Name} has too; it has {string.Join(", ", present.Take(5))}.", nameof(path));
        }

        reader.Match(to.Description.Name, slots, new LoadReport());
        reader.Fill();
        to.CopyFrom(copy);
        return slots.ConvertAll(slot => slot.Name);
    }

    /// <summary>Copies tensors from parameters in memory; other tensors stay as they are, and on an error all do.</summary>
    /// <param name="from">Parameters of another network.</param>
    /// <param name="to">Parameters of the new network.</param>
    /// <param name="except">Layers and tensors that are left out.</param>
    /// <returns>The names of the tensors that were taken over.</returns>
    /// <exception cref="ArgumentException">A tensor has another shape, or there is no tensor that is wanted.</exception>
    public static IReadOnlyList<string> Copy(NetworkParameters from, NetworkParameters to, params string[] except)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(except);
        TensorInfo[] sources = from.Description.Tensors.ToArray();
        var pairs = new List<(TensorView From, TensorView To)>();
        foreach (TensorInfo tensor in to.Description.Tensors)
        {
            if (IsExcepted(tensor, except) || !Array.Exists(sources, source => source.Name == tensor.Name))
            {
                continue;
            }

            (TensorView source, TensorView target) = (from[tensor.Name], to[tensor.Name]);
            pairs.Add(source.Shape.SequenceEqual(target.Shape)
                ? (source, target)
                : throw new ArgumentException($"{source} of {from.Description.Name} does not fit {target} of {to.Description.Name}; leave it out by except.", nameof(from)));
        }

        if (pairs.Count == 0)
        {
            throw new ArgumentException($"{from.Description.Name} has no tensor that {to.Description.Name} has too.", nameof(from));
        }

        foreach ((TensorView source, TensorView target) in pairs)
        {
            target.CopyFrom(source.ToArray());
        }

        return pairs.ConvertAll(pair => pair.To.Name);
    }

    private static bool IsExcepted(TensorInfo tensor, string[] except) => Array.Exists(except, name => name == tensor.Name || name == tensor.Layer);
}
