using System.Globalization;
using System.Text.Json;

namespace Espalier.Fuzz;

/// <summary>A tensor as a weight file calls it.</summary>
internal sealed record Tensor(string Name, IReadOnlyList<int> Shape);

/// <summary>Draws weight files: those that fit a network, those that nearly do, and those that are broken.</summary>
internal sealed class Files(Random random)
{
    private static readonly string[] Names = ["net.safetensors", "models/net.safetensors", "a/b/größe.safetensors", "../net.safetensors", "net", "{0}.safetensors", "a'b\"c.safetensors"];

    private static readonly string[] Types = ["F32", "F32", "F16", "BF16", "F64", "I32", "BOOL", "F8_E4M3", "Q4", ""];

    /// <summary>The argument of [Weights] and the files of the project.</summary>
    /// <param name="tensors">What the network has.</param>
    /// <param name="fingerprint">Its architecture.</param>
    public (string Argument, List<DrawnFile> Files) Draw(IReadOnlyList<Tensor> tensors, string fingerprint)
    {
        string name = Pick(Names);
        List<DrawnFile> files = [Draw(name, tensors, fingerprint)];
        switch (random.Next(16))
        {
            case 0:
                files.Clear();
                break;
            case 1:
                files.Add(Draw(Pick(Names), tensors, fingerprint));
                break;
            case 2:
                files.Add(files[0] with { Name = "other/" + name });
                break;
        }

        string argument = random.Next(10) switch { 0 => Pick("net.safetensor", "", "\\", "models\\net.safetensors", "/", "NET.SAFETENSORS"), < 4 => name[(name.LastIndexOf('/') + 1)..], _ => name };
        return ("\"" + argument.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"", files);
    }

    private DrawnFile Draw(string name, IReadOnlyList<Tensor> tensors, string fingerprint)
    {
        List<(string Name, string Type, IReadOnlyList<int> Shape)> entries = [.. tensors.Select(tensor => (tensor.Name, random.Next(6) == 0 ? Types[random.Next(5)] : "F32", tensor.Shape))];
        bool isSpoilt = random.Next(2) == 0;
        if (isSpoilt && random.Next(3) > 0)
        {
            Spoil(entries);
        }

        (string header, int length) = Write(entries, random.Next(3) == 0 ? Origin(fingerprint) : null);
        if (isSpoilt && random.Next(3) == 0)
        {
            length = Math.Max(0, length + random.Next(-4, 5));
        }

        return new DrawnFile(name, length, isSpoilt && random.Next(3) == 0 ? Scratch(header) : header);
    }

    private void Spoil(List<(string Name, string Type, IReadOnlyList<int> Shape)> entries)
    {
        for (int i = 1 + random.Next(3); i > 0; i--)
        {
            int at = random.Next(entries.Count + 1);
            if (at == entries.Count || random.Next(5) == 0)
            {
                entries.Insert(at, (Pick("extra", "dense1.weight", "bn.num_batches_tracked", "num_batches_tracked", "", "a\tb\n", "\u2028", "\ud83d\ude00", "{0}", new string('x', 300)), Pick(Types), [1 + random.Next(4)]));
                continue;
            }

            (string name, string type, IReadOnlyList<int> shape) = entries[at];
            switch (random.Next(5))
            {
                case 0:
                    entries.RemoveAt(at);
                    break;
                case 1:
                    entries[at] = (Pick(name + "s", name.ToUpperInvariant(), "fc." + name, name[(name.LastIndexOf('.') + 1)..]), type, shape);
                    break;
                case 2:
                    entries[at] = (name, Pick(Types), shape);
                    break;
                case 3:
                    entries[at] = (name, type, [.. shape.Reverse()]);
                    break;
                default:
                    entries[at] = (name, type, random.Next(4) switch { 0 => [], 1 => [0], 2 => [.. shape, 1], _ => [.. shape.Select((size, axis) => axis == 0 ? size + 1 : size)] });
                    break;
            }
        }
    }

    private string Origin(string fingerprint)
    {
        string version = random.Next(4) == 0 ? Pick("2", "", "one") : "1", architecture = random.Next(3) == 0 ? Pick("0123456789abcdef", "") : fingerprint;
        return random.Next(4) == 0
            ? Pick("{\"format\":\"pt\"}", "{}", "{\"format\":\"espalier\"}", "{\"note\":\"\\u0000\\n\"}")
            : $"{{\"format\":\"espalier\",\"version\":\"{version}\",\"network\":\"Net\",\"fingerprint\":\"{architecture}\"}}";
    }

    private static (string Header, int Length) Write(IEnumerable<(string Name, string Type, IReadOnlyList<int> Shape)> entries, string? origin)
    {
        List<string> members = origin is null ? [] : [$"\"__metadata__\":{origin}"];
        long begin = 0;
        foreach ((string name, string type, IReadOnlyList<int> shape) in entries)
        {
            long end = begin + shape.Aggregate((long)Bytes(type), (bytes, size) => bytes * size);
            members.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{JsonSerializer.Serialize(name)}:{{\"dtype\":\"{type}\",\"shape\":[{string.Join(",", shape)}],\"data_offsets\":[{begin},{end}]}}"));
            begin = end;
        }

        return ("{" + string.Join(",", members) + "}", (int)begin);
    }

    private static int Bytes(string type) => type switch { "F64" => 8, "F32" or "I32" => 4, "F16" or "BF16" => 2, _ => 1 };

    private string Scratch(string header)
    {
        for (int i = 1 + random.Next(2); i > 0 && header.Length > 2; i--)
        {
            int at = random.Next(header.Length);
            header = random.Next(3) == 0
                ? header.Remove(at, Math.Min(1 + random.Next(6), header.Length - at))
                : header.Insert(at, Pick("{", "}", "[", "]", "\"", ",", ":", "-", "9", "99999999999999999999", "1e3", "null", "\\", "\\u2028", "\\ud800", "é", " "));
        }

        return header;
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
