using System.Globalization;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>What PyTorch computed for one network; <c>tests/Fixtures/make_fixtures.py</c> says what the names mean.</summary>
public sealed class Fixture
{
    private readonly SafetensorsFile _file;

    private Fixture(string name, SafetensorsFile file)
    {
        Name = name;
        _file = file;
    }

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public string Name { get; }

    /// <summary>Samples in the batch.</summary>
    public int Count => _file.Tensors["train.output"].Shape[0];

    /// <summary>All samples of the first input, then all of the second, and so on.</summary>
    public float[] Input => Packed("input");

    /// <summary>Optimizer, rate and number of steps behind <c>trained.…</c>; null where the case has none.</summary>
    public (string Kind, float Rate, int Steps)? Trained =>
        _file.Metadata.GetValueOrDefault("trained")?.Split(' ') is [var kind, var rate, var steps]
            ? (kind, float.Parse(rate, CultureInfo.InvariantCulture), int.Parse(steps, CultureInfo.InvariantCulture))
            : null;

    public static IEnumerable<string> Names() =>
        Directory.GetFiles(Path.Combine(Folder, "cases"), "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    /// <summary>A case, or a whole network (<paramref name="folder"/> "whole").</summary>
    public static Fixture Load(string name, string folder = "cases") =>
        new(name, SafetensorsFile.Parse(File.ReadAllBytes(Path.Combine(Folder, folder, name + ".safetensors"))));

    public bool Has(string tensor) => _file.Tensors.ContainsKey(tensor);

    public float[] Floats(string tensor) => _file.Tensors[tensor].Floats();

    /// <summary>A tensor of each input, output or loss, one after the other: <c>input</c>, <c>input2</c>, … Missing ones are left out.</summary>
    public float[] Packed(string tensor) => [.. Numbered(tensor).Where(name => _file.Tensors[name].Kind == "F32").SelectMany(Floats)];

    /// <summary>The labels of all losses that have any.</summary>
    public int[] Labels() => [.. Numbered("labels").SelectMany(name => _file.Tensors[name].Integers()).Select(label => (int)label)];

    private IEnumerable<string> Numbered(string tensor) =>
        Enumerable.Range(1, 9).Select(i => i == 1 ? tensor : tensor + i.ToString(CultureInfo.InvariantCulture)).Where(Has);

    /// <summary>The tensors whose names begin with the prefix, without it, but for the counters of integers.</summary>
    public IEnumerable<(string Name, float[] Values)> With(string prefix) =>
        from pair in _file.Tensors
        where pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Value.Kind == "F32"
        select (pair.Key[prefix.Length..], pair.Value.Floats());

    /// <summary>The parameters <paramref name="stage"/> ("before") as a file of weights that PyTorch might have written.</summary>
    public byte[] Weights(string stage)
    {
        var weights = new SafetensorsFile { Metadata = { ["format"] = "pt" } };
        foreach ((string name, StoredTensor tensor) in _file.Tensors)
        {
            if (name.StartsWith(stage + ".", StringComparison.Ordinal) && !name.EndsWith(".output", StringComparison.Ordinal))
            {
                weights.Tensors.Add(name[(stage.Length + 1)..], tensor);
            }
        }

        return weights.ToBytes();
    }
}
