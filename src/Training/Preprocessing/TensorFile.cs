namespace Espalier.Training;

/// <summary>Named arrays and texts in a safetensors file.</summary>
internal sealed class TensorFile
{
    private readonly List<(string Name, float[] Values)> _tensors = [];
    private string _path = "";

    /// <summary>The texts, by key.</summary>
    internal Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal static TensorFile Load(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            var reader = new SafetensorsReader(stream, path);
            var file = new TensorFile { _path = path };
            var slots = new List<TensorSlot>();
            var blocks = new List<(string Name, AlignedBuffer Block, int Length)>();
            foreach (SafetensorsEntry entry in reader.Entries)
            {
                if (entry.Shape is not [> 0 and <= int.MaxValue])
                {
                    throw reader.Refused(entry.Name, "a tensor has another shape than a list; the file is no preprocessing.");
                }

                int length = (int)entry.Shape[0];
                var block = new AlignedBuffer(AlignedBuffer.RoundUp(length));
                blocks.Add((entry.Name, block, length));
                slots.Add(new TensorSlot(entry.Name, new TensorInfo(entry.Name, [length], 0, TensorLayout.Vector(length), Initializer.Zeros), block, 0));
            }

            reader.Match("the preprocessing", slots, lenient: null);
            reader.Fill();
            file._tensors.AddRange(blocks.Select(part => (part.Name, part.Block.Span[..part.Length].ToArray())));
            foreach ((string key, string value) in reader.AllMetadata)
            {
                file.Texts.Add(key, value);
            }

            return file;
        }
        catch (WeightFileException damage)
        {
            throw new InvalidDataException(damage.Message, damage);
        }
    }

    internal void Add(string name, ReadOnlySpan<float> values) => _tensors.Add((name, values.ToArray()));

    internal void Save(string path)
    {
        var slots = new List<TensorSlot>();
        foreach ((string name, float[] values) in _tensors)
        {
            var block = new AlignedBuffer(AlignedBuffer.RoundUp(values.Length));
            values.CopyTo(block.Span);
            slots.Add(new TensorSlot(name, new TensorInfo(name, [values.Length], 0, TensorLayout.Vector(values.Length), Initializer.Zeros), block, 0));
        }

        AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, slots, [.. Texts]));
    }

    internal string Text(string key) => Texts.TryGetValue(key, out string? value) ? value : throw Refused($"there is no '{key}': the file is not of this kind");

    internal float[] Tensor(string name, int length)
    {
        float[]? values = _tensors.Find(tensor => tensor.Name == name).Values;
        return values is null ? throw Refused($"there is no tensor '{name}'")
            : values.Length != length ? throw Refused($"the tensor '{name}' has {values.Length} values; expected {length}")
            : values;
    }

    internal InvalidDataException Refused(string problem) => new($"{_path}: {problem}.");
}
