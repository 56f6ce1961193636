using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Parsing;

/// <summary>Reads the texts into which the build turns the headers of weight files, and finds the one that a class names.</summary>
internal static class WeightFiles
{
    /// <summary>How the paths of these texts end.</summary>
    private const string Extension = ".espalier-weights.txt";

    private const string FirstLine = "espalier-weights 1";

    /// <summary>True for the text of a weight file's header.</summary>
    public static bool IsHeader(AdditionalText text) => text.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a header's text says; null where it is none.</summary>
    public static WeightFile? Read(AdditionalText file, CancellationToken cancellation)
    {
        if (file.GetText(cancellation) is not { } text || text.Lines.Count == 0 || text.Lines[0].ToString() != FirstLine)
        {
            return null;
        }

        var result = new WeightFile("", []);
        var tensors = new List<WeightTensor>();
        foreach (TextLine line in text.Lines)
        {
            cancellation.ThrowIfCancellationRequested();
            string[] parts = line.ToString().Split('\t').Select(Unescape).ToArray();
            result = (parts[0], parts.Length) switch
            {
                ("name", 2) => result with { Name = parts[1] },
                ("resource", 2) => result with { Resource = parts[1] },
                ("problem", 2) => result with { Problem = parts[1] },
                ("metadata", 3) => WithMetadata(result, parts[1], parts[2]),
                _ => result,
            };
            if (parts is ["tensor", var name, var type, var shape])
            {
                tensors.Add(new WeightTensor(name, type, Sizes(shape)));
            }
        }

        return result with { Tensors = tensors.ToEquatableArray() };
    }

    /// <summary>The network with the weight files that its [Weights] stands for. One without the attribute stays as it is.</summary>
    public static NetworkSpec Attach(NetworkSpec spec, IEnumerable<WeightFile> files)
    {
        if (spec.Weights is not { } weights)
        {
            return spec;
        }

        string name = weights.Name.Replace('\\', '/');
        WeightFile[] all = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        WeightFile[] meant = all.Where(file => file.Name == name).ToArray();
        if (meant.Length == 0 && name.Length > 0)
        {
            meant = all.Where(file => file.Name.EndsWith("/" + name, StringComparison.Ordinal)).ToArray();
        }

        return spec with
        {
            Weights = meant.Length == 1
                ? weights with { Files = [meant[0]] }
                : weights with { Files = meant.ToEquatableArray(), Listed = all.Select(file => file.Name).ToEquatableArray() },
        };
    }

    /// <summary>The same with the weight files that the project hands to analyzers.</summary>
    public static NetworkSpec Attach(NetworkSpec spec, AnalyzerOptions options, CancellationToken cancellation) => spec.Weights is null
        ? spec
        : Attach(spec, options.AdditionalFiles.Where(IsHeader).Select(text => Read(text, cancellation)).OfType<WeightFile>());

    private static WeightFile WithMetadata(WeightFile file, string key, string value) => key switch
    {
        "format" => file with { Format = value },
        "version" => file with { Version = value },
        "network" => file with { Network = value },
        "fingerprint" => file with { Fingerprint = value },
        _ => file,
    };

    private static EquatableArray<long> Sizes(string shape) => shape
        .Split([' '], StringSplitOptions.RemoveEmptyEntries)
        .Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1)
        .ToEquatableArray();

    private static string Unescape(string text)
    {
        if (text.IndexOf('\\') < 0)
        {
            return text;
        }

        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i] == '\\' && i + 1 < text.Length ? text[++i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', var other => other } : text[i];
            plain.Append(letter);
        }

        return plain.ToString();
    }
}
